using System.Globalization;
using System.Security.Cryptography.Cose;
using System.Text;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// The files of the journal: a folder named by its id with one file behind the other. A folder that was put aside has another
/// name. Used by one thread at a time.
/// </summary>
internal sealed class JournalFiles(string folder, DiskAccess disk) : IDisposable
{
    private const string TakenName = "taken";

    private readonly List<(JournalSegment Segment, long Bytes, DateTimeOffset WrittenAt)> _closed = [];
    private string? _current;
    private JournalSegment? _segment;
    private FramedFile? _file;

    /// <summary>The first entry that is kept.</summary>
    public long First => _closed.Count > 0 ? _closed[0].Segment.First : _segment?.First ?? 1;

    /// <summary>Bytes of all files.</summary>
    public long Bytes => _closed.Sum(closed => closed.Bytes) + (_file?.Length ?? 0);

    /// <summary>The journal's folder, if there is one.</summary>
    public static string? Find(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).FirstOrDefault(path => Guid.TryParseExact(Path.GetFileName(path), "N", out _))
        : null;

    /// <summary>Opens what is there; false when it is damaged. <paramref name="head"/> is null when there is no entry to go on behind.</summary>
    public bool TryOpen(out JournalHead? head)
    {
        Close();
        head = null;
        _current = Find(folder);
        if (_current is null)
        {
            return true;
        }

        var segments = JournalSegment.In(_current);
        ReadOnlyMemory<byte> last = default;
        var next = segments is [{ } first, ..] ? first.First : 1;
        foreach (var segment in segments)
        {
            var entries = segment.Read(out var damaged, out var torn);
            if (damaged || segment.First != next || (torn && segment != segments[^1]))
            {
                return false;
            }

            next += entries.Count;
            last = entries.Count > 0 ? entries[^1] : last;
            _closed.Add((segment, new FileInfo(segment.Path).Length, File.GetLastWriteTimeUtc(segment.Path)));
        }

        return TryHead(last, next - 1, out head) && Continue(segments);
    }

    /// <summary>Gives the folder another name; returns it.</summary>
    public string? PutAside()
    {
        Close();
        if (_current is null)
        {
            return null;
        }

        var aside = _current + ".aside";
        disk.Move(_current, aside);
        FolderSync.Sync(folder);
        _current = null;
        return aside;
    }

    /// <summary>Adds an entry, soon to be synced.</summary>
    public void Append(Guid id, long sequence, ReadOnlySpan<byte> signed)
    {
        if (_file is null || _file.Length >= Journal.SegmentBytes)
        {
            OpenNext(id, sequence);
        }

        _file!.Append(signed, durable: false);
    }

    /// <summary>Puts what was added on the disk.</summary>
    public void Sync() => _file?.Sync();

    /// <summary>The oldest file that is not written any more.</summary>
    public (long Last, DateTimeOffset WrittenAt)? Oldest() => _closed.Count == 0
        ? null
        : ((_closed.Count > 1 ? _closed[1].Segment : _segment!).First - 1, _closed[0].WrittenAt);

    /// <summary>Deletes it.</summary>
    public void DeleteOldest()
    {
        File.Delete(_closed[0].Segment.Path);
        _closed.RemoveAt(0);
    }

    /// <summary>The entries of the file that holds an entry.</summary>
    public (long First, List<ReadOnlyMemory<byte>> Entries) ReadAround(long sequence)
    {
        var segment = _closed.Select(closed => closed.Segment).Append(_segment).OfType<JournalSegment>().LastOrDefault(each => each.First <= sequence);
        if (segment is null)
        {
            return (sequence, []);
        }

        // What is no longer as it was written is not sent; the next start puts it aside.
        var entries = segment.Read(out var damaged, out _);
        return damaged ? (sequence, []) : (segment.First, entries);
    }

    /// <summary>What the controller had when it was last written down.</summary>
    public long ReadTaken()
    {
        var path = _current is null ? null : Path.Combine(_current, TakenName);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var taken) ? taken : 0;
    }

    /// <summary>Writes it down.</summary>
    public void WriteTaken(long taken)
    {
        if (_current is not null)
        {
            AtomicFile.Write(Path.Combine(_current, TakenName), Encoding.ASCII.GetBytes(taken.ToString(CultureInfo.InvariantCulture)), disk);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static bool TryHead(ReadOnlyMemory<byte> last, long sequence, out JournalHead? head)
    {
        head = null;
        if (last.IsEmpty)
        {
            return true;
        }

        var content = CoseMessage.DecodeSign1(last.ToArray()).Content;
        if (content is { } json && JournalCodec.TryRead(json.Span, out var entry, out _) && entry.Sequence == sequence)
        {
            head = new JournalHead(entry.Journal, entry.Sequence, JournalCodec.HashOf(last.Span), entry.Kind);
        }

        return head is not null;
    }

    private bool Continue(List<JournalSegment> segments)
    {
        if (segments.Count > 0)
        {
            _closed.RemoveAt(_closed.Count - 1);
            _segment = segments[^1];
            _file = FramedFile.Open(_segment.Path, JournalSegment.Kind, disk, out _, FileShare.Read);
        }

        return true;
    }

    private void OpenNext(Guid id, long sequence)
    {
        var current = Path.Combine(folder, id.ToString("N"));
        Directory.CreateDirectory(current);
        var next = JournalSegment.At(current, sequence);
        _file?.Sync();
        var file = FramedFile.Open(next.Path, JournalSegment.Kind, disk, out _, FileShare.Read);
        if (_segment is not null && _file is not null)
        {
            _closed.Add((_segment, _file.Length, File.GetLastWriteTimeUtc(_segment.Path)));
            _file.Dispose();
        }

        (_current, _segment, _file) = (current, next, file);
        FolderSync.Sync(folder);
    }

    private void Close()
    {
        _file?.Dispose();
        (_file, _segment) = (null, null);
        _closed.Clear();
    }
}
