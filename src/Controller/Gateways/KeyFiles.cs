using CloudBroadcast.Controller.Storage;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>The folder <c>keys</c> in the data folder; private keys in it are for the controller's user alone.</summary>
internal sealed class KeyFiles(IOptions<StorageOptions> storage)
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode EveryoneReads = OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string PathOf(string name) => Path.Combine(Path.GetFullPath(storage.Value.DataFolder), "keys", name);

    /// <summary>Reads a file, or makes it first; two processes that start at once end with the same file.</summary>
    public string ReadOrCreate(string name, bool secret, Func<string> create)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            CreateOnce(path, secret ? OwnerFile : EveryoneReads, create());
        }

        return File.ReadAllText(path);
    }

    /// <summary>Reads a file; null when it is not there.</summary>
    public string? Read(string name) => Exists(name) ? File.ReadAllText(PathOf(name)) : null;

    public bool Exists(string name) => File.Exists(PathOf(name));

    /// <summary>The contents of the files in a folder of the folder.</summary>
    public IReadOnlyList<string> List(string folder, string pattern) =>
        Directory.Exists(PathOf(folder)) ? [.. Directory.GetFiles(PathOf(folder), pattern).Order(StringComparer.Ordinal).Select(File.ReadAllText)] : [];

    /// <summary>Renames a file; nothing may stand under the new name.</summary>
    public void Move(string from, string to)
    {
        CreateFolder(Path.GetDirectoryName(PathOf(to))!);
        File.Move(PathOf(from), PathOf(to), overwrite: false);
    }

    private static void CreateOnce(string path, UnixFileMode mode, string content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        CreateFolder(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var file = new StreamWriter(temporary, options))
        {
            file.Write(content);
            file.Flush();
            ((FileStream)file.BaseStream).Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its file counts.
            File.Delete(temporary);
        }
    }

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
