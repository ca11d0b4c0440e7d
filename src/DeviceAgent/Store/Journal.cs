using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// The gateway's durable record: signed entries, each bound to the one before, in files that only grow, one folder for each
/// journal. One thread adds; any may read and say what was taken.
/// </summary>
internal sealed partial class Journal(StoreOptions options, string gateway, SigningKey key, DiskAccess disk, ILogger<Journal> logger) : IDisposable
{
    /// <summary>Its folder in the store's.</summary>
    public const string FolderName = "journal";

    /// <summary>A file that has this many bytes is followed by another.</summary>
    public const int SegmentBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly JournalFiles _files = new(Path.Combine(options.Folder, FolderName), disk);
    private JournalHead? _head;
    private long _durable;
    private long _taken;
    private (long First, List<ReadOnlyMemory<byte>> Entries)? _read;

    /// <summary>There is more to send, or another word on what was taken.</summary>
    public event Action? Changed;

    /// <summary>Which journal this is; null until it was opened.</summary>
    public Guid? Id => _head?.Id;

    /// <summary>The kind of the last entry; null when there is none.</summary>
    public JournalKind? LastKind => _head?.LastKind;

    /// <summary>Its last entry and the last that the controller has; null until it was opened.</summary>
    public JournalReading? Position
    {
        get
        {
            lock (_lock)
            {
                return _head is { } head ? new JournalReading { Sequence = head.Sequence, Taken = _taken } : null;
            }
        }
    }

    /// <summary>The number of the last entry that is on the disk for certain.</summary>
    public long Durable => Interlocked.Read(ref _durable);

    /// <summary>
    /// Opens it behind its last whole entry; false when what is there is damaged: it was put aside, and another journal began.
    /// </summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public bool Open()
    {
        lock (_lock)
        {
            var isWhole = _files.TryOpen(out var head);
            if (!isWhole)
            {
                LogPutAside(_files.PutAside());
            }

            _head = head ?? JournalHead.Begin();
            _taken = Math.Min(_files.ReadTaken(), _head.Sequence);
            Interlocked.Exchange(ref _durable, _head.Sequence);
            return isWhole;
        }
    }

    /// <summary>Puts the journal aside and begins another: the controller and this disk no longer agree on the old one.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void BeginAnew()
    {
        lock (_lock)
        {
            LogPutAside(_files.PutAside());
            _head = JournalHead.Begin();
            _read = null;
            _taken = 0;
            Interlocked.Exchange(ref _durable, 0);
        }
    }

    /// <summary>Signs and adds what was noted. When it throws, nothing was added.</summary>
    /// <exception cref="IOException">The disk is full or broken, or full of entries that the controller does not have.</exception>
    public void Append(JournalNote note, DateTimeOffset at, TimeStanding standing)
    {
        lock (_lock)
        {
            var head = _head ?? throw new InvalidOperationException("The journal is not open.");
            var signed = JournalCodec.Sign(head.Next(note, gateway, at, standing), key);
            MakeRoom_NeedsLock(at);
            _files.Append(head.Id, head.Sequence + 1, signed);
            _head = head.After(note.Kind, signed);
        }
    }

    /// <summary>What was added is on the disk on return, and may be sent.</summary>
    /// <exception cref="IOException">The disk is broken.</exception>
    public void Sync()
    {
        lock (_lock)
        {
            _files.Sync();
            Interlocked.Exchange(ref _durable, _head?.Sequence ?? 0);
        }

        Changed?.Invoke();
    }

    /// <summary>The controller said what it has. True when nothing more can be sent behind it, so that another journal must begin.</summary>
    public bool Take(Guid journal, long sequence)
    {
        bool isLost;
        lock (_lock)
        {
            if (_head is not { } head || head.Id != journal)
            {
                return false;
            }

            isLost = sequence > head.Sequence || sequence + 1 < _files.First;
            _taken = Math.Min(sequence, head.Sequence);
        }

        Changed?.Invoke();
        return isLost;
    }

    /// <summary>Signed entries from a number on, as many as fit a message; empty when there are none on the disk.</summary>
    /// <exception cref="IOException">The disk is broken.</exception>
    public List<ReadOnlyMemory<byte>> Read(long from)
    {
        lock (_lock)
        {
            var batch = new List<ReadOnlyMemory<byte>>();
            var bytes = 16;
            for (var next = from; next <= Durable && batch.Count < JournalCodec.MaxBatch; next++)
            {
                var entry = Entry_NeedsLock(next);
                bytes += entry.Length + 3;
                if (entry.IsEmpty || bytes > JournalCodec.MaxBatchBytes)
                {
                    break;
                }

                batch.Add(entry);
            }

            return batch;
        }
    }

    /// <summary>Keeps what was taken through a restart.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void KeepTaken()
    {
        lock (_lock)
        {
            if (_head is not null)
            {
                _files.WriteTaken(_taken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    private ReadOnlyMemory<byte> Entry_NeedsLock(long sequence)
    {
        if (_read is not { } read || sequence < read.First || sequence >= read.First + read.Entries.Count)
        {
            read = _files.ReadAround(sequence);
            _read = read;
        }

        var index = sequence - read.First;
        return index >= 0 && index < read.Entries.Count ? read.Entries[(int)index] : default;
    }

    // Only what the controller has is let go; what it has not stays until it has, and new entries wait in memory.
    private void MakeRoom_NeedsLock(DateTimeOffset now)
    {
        while (_files.Oldest() is { } oldest && oldest.Last <= _taken
            && (_files.Bytes > options.JournalMaxBytes || oldest.WrittenAt < now - options.JournalKeep))
        {
            _files.DeleteOldest();
            _read = null;
        }

        if (_files.Bytes > options.JournalMaxBytes)
        {
            throw new JournalFullException($"The journal has {_files.Bytes} bytes that the controller does not have.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "A journal was put aside ({Folder}), another one begins")]
    private partial void LogPutAside(string? folder);
}

/// <summary>The journal has its size and the controller has none of it.</summary>
internal sealed class JournalFullException(string message) : IOException(message);
