using CloudBroadcast.Controller.Storage;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>A file of the folder <c>keys</c>: its name with slashes, relative to the folder, and whether it holds no secret.</summary>
internal sealed record KeptKeyFile(string Name, byte[] Content, bool EveryoneReads);

/// <summary>The folder <c>keys</c> as a whole: read beside a running controller, and put into an empty data folder.</summary>
internal sealed class KeyFolder(IOptions<StorageOptions> storage)
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode EveryoneReads = OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private string Folder => Path.Combine(Path.GetFullPath(storage.Value.DataFolder), "keys");

    public IReadOnlyList<KeptKeyFile> Read() => !Directory.Exists(Folder) ? [] : Directory
        .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetExtension(path) != ".tmp")
        .Order(StringComparer.Ordinal)
        .Select(path => new KeptKeyFile(Path.GetRelativePath(Folder, path).Replace('\\', '/'), File.ReadAllBytes(path), MayEveryoneRead(path)))
        .ToList();

    /// <summary>Writes the files under another name, and gives what brings them to their place at once.</summary>
    public Action Prepare(IEnumerable<KeptKeyFile> files)
    {
        var beside = Folder + ".restored";
        CreateFolder(beside);
        foreach (var file in files)
        {
            var path = Path.GetFullPath(Path.Combine(beside, file.Name));
            if (!path.StartsWith(beside + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"The backup holds a file \"{file.Name}\", which lies outside of the folder of keys.");
            }

            CreateFolder(Path.GetDirectoryName(path)!);
            WholeFile.Write(path, file.Content, file.EveryoneReads ? EveryoneReads : OwnerFile);
        }

        return () => Directory.Move(beside, Folder);
    }

    private static bool MayEveryoneRead(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }
}
