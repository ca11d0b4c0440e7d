using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// A file of records that survives a power cut at any byte: a record is there as a whole or not at all. Not safe for use
/// from several threads.
/// </summary>
internal sealed class FramedFile : IDisposable
{
    private readonly string _path;
    private readonly byte[] _title;
    private readonly DiskAccess _disk;
    private readonly FileShare _share;
    private SafeFileHandle? _handle;
    private bool _tailIsSuspect;

    private FramedFile(string path, string kind, DiskAccess disk, FileShare share)
    {
        _share = share;
        _path = path;
        _title = Encoding.ASCII.GetBytes(kind + "\n");
        _disk = disk;
    }

    /// <summary>Bytes of the file that count.</summary>
    public long Length { get; private set; }

    /// <summary>Whether a record in the middle could not be read and was left out when the file was opened.</summary>
    public bool WasDamaged { get; private set; }

    /// <summary>Opens or makes the file, cuts a torn tail and hands over the records. <paramref name="kind"/> is the file's first line, <paramref name="share"/> what others may do with it meanwhile.</summary>
    /// <exception cref="IOException">The folder can't be written, another process holds the file, or it is of another kind.</exception>
    public static FramedFile Open(string path, string kind, DiskAccess disk, out IReadOnlyList<ReadOnlyMemory<byte>> records, FileShare share = FileShare.None)
    {
        var file = new FramedFile(path, kind, disk, share);
        records = file.Load();
        return file;
    }

    /// <summary>
    /// Adds a record; with <paramref name="durable"/> it is on the disk on return, without it some time later. When it
    /// throws, the record is not there.
    /// </summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Append(ReadOnlySpan<byte> payload, bool durable)
    {
        var frame = Frame.Wrap(payload);
        var handle = OpenHandle();
        try
        {
            if (_tailIsSuspect)
            {
                CutTail(handle);
            }

            _disk.Write(handle, frame, Length);
            if (durable)
            {
                _disk.Sync(handle);
            }

            Length += frame.Length;
        }
        catch (IOException)
        {
            TryCutTail(handle);
            throw;
        }
    }

    /// <summary>Puts on the disk what was added without being durable.</summary>
    /// <exception cref="IOException">The disk is broken.</exception>
    public void Sync() => _disk.Sync(OpenHandle());

    /// <summary>Puts these records in the place of all others: a new file beside it, synced, renamed, folder synced.</summary>
    /// <exception cref="IOException">The disk is full or broken; the old file is untouched.</exception>
    public void Rewrite(IEnumerable<byte[]> payloads)
    {
        var temporary = _path + ".new";
        long length;
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            byte[] content = [.. _title, .. payloads.SelectMany(payload => Frame.Wrap(payload))];
            _disk.Write(handle, content, 0);
            _disk.Sync(handle);
            length = content.Length;
        }

        _handle?.Dispose();
        _handle = null;
        File.Move(temporary, _path, overwrite: true);
        FolderSync.Sync(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        Length = length;
        _tailIsSuspect = false;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private List<ReadOnlyMemory<byte>> Load()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        var bytes = File.Exists(_path) ? File.ReadAllBytes(_path) : [];
        if (bytes.Length < _title.Length && _title.AsSpan().StartsWith(bytes))
        {
            Rewrite([]);
            OpenHandle();
            return [];
        }

        if (!bytes.AsSpan().StartsWith(_title))
        {
            throw new IOException($"{_path}: is not a file of the kind '{Encoding.ASCII.GetString(_title).TrimEnd()}'; move it away.");
        }

        var records = Frame.ReadAll(bytes.AsMemory(_title.Length), out var end, out var damaged);
        WasDamaged = damaged;
        Length = _title.Length + end;
        var handle = OpenHandle();
        if (Length < bytes.Length)
        {
            CutTail(handle);
        }

        return records;
    }

    private SafeFileHandle OpenHandle() =>
        _handle ??= File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite, _share);

    private void CutTail(SafeFileHandle handle)
    {
        RandomAccess.SetLength(handle, Length);
        _disk.Sync(handle);
        _tailIsSuspect = false;
    }

    private void TryCutTail(SafeFileHandle handle)
    {
        try
        {
            CutTail(handle);
        }
        catch (IOException)
        {
            // The next append cuts first; a start in between cuts what is torn.
            _tailIsSuspect = true;
        }
    }
}
