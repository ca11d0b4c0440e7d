using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>
/// The folders that may be watched: those of the configuration and what lies directly in them. People choose one by name;
/// no path of theirs ever reaches the disk.
/// </summary>
internal sealed class ColumnFolders(IOptions<ColumnOptions> options)
{
    /// <summary>By name: 普法, 普法/宪法.</summary>
    public IReadOnlyList<string> Offered => [.. All().Select(folder => folder.Name)];

    /// <summary>The files of a folder by name, no links among them; null where it is offered no more.</summary>
    public IReadOnlyList<FileInfo>? FilesOf(string name)
    {
        var path = All().Where(folder => folder.Name == name).Select(folder => folder.Path).FirstOrDefault();
        return path is null ? null :
        [
            .. new DirectoryInfo(path).EnumerateFiles().Where(file => !IsLink(file) && !file.Name.StartsWith('.'))
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];
    }

    private IEnumerable<(string Name, string Path)> All()
    {
        foreach (var (name, path) in options.Value.Folders.OrderBy(folder => folder.Key, StringComparer.Ordinal).Where(folder => Directory.Exists(folder.Value)))
        {
            yield return (name, path);
            foreach (var inside in new DirectoryInfo(path).EnumerateDirectories().Where(inside => !IsLink(inside) && !inside.Name.StartsWith('.')).OrderBy(inside => inside.Name, StringComparer.Ordinal))
            {
                yield return ($"{name}/{inside.Name}", inside.FullName);
            }
        }
    }

    // A link would lead out of what was configured.
    private static bool IsLink(FileSystemInfo entry) => entry.LinkTarget is not null;
}
