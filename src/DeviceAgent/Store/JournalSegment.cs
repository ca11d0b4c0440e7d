using System.Globalization;
using System.Text;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>One file of a journal, named by the number of its first entry; each record in it is one signed entry.</summary>
internal sealed record JournalSegment(string Path, long First)
{
    /// <summary>The first line of each file.</summary>
    public const string Kind = "cloudbroadcast journal 1";

    private const string Extension = ".journal";

    /// <summary>The file that begins with an entry.</summary>
    public static JournalSegment At(string folder, long first) =>
        new(System.IO.Path.Combine(folder, first.ToString("D12", CultureInfo.InvariantCulture) + Extension), first);

    /// <summary>The files of a folder in their order.</summary>
    public static List<JournalSegment> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(path => long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                ? new JournalSegment(path, first)
                : null)
            .OfType<JournalSegment>()
            .OrderBy(segment => segment.First),
    ];

    /// <summary>
    /// Reads its whole entries, beside a process that adds to it. A file may end in the middle of an entry;
    /// <paramref name="damaged"/> says that something before is not as it was written.
    /// </summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public List<ReadOnlyMemory<byte>> Read(out bool damaged, out bool torn)
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var title = Encoding.ASCII.GetBytes(Kind + "\n");
        if (!bytes.AsSpan().StartsWith(title))
        {
            torn = true;
            damaged = !title.AsSpan().StartsWith(bytes);
            return [];
        }

        var entries = Frame.ReadAll(bytes.AsMemory(title.Length), out var end, out damaged);
        torn = title.Length + end < bytes.Length;
        return entries;
    }
}
