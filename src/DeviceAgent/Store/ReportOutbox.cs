using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// Signed reports that the controller does not have yet, in order, through restarts. Bounded: progress makes room first,
/// outcomes last. Safe to use from many threads.
/// </summary>
internal sealed partial class ReportOutbox : IDisposable
{
    /// <summary>Its name in the store's folder.</summary>
    public const string FileName = "reports.outbox";

    /// <summary>Reports that wait at most.</summary>
    public const int Capacity = 2000;

    private const int CompactFrom = 1024 * 1024;

    private readonly FramedFile _file;
    private readonly LinkedList<OutboxEntry> _waiting = [];
    private readonly Lock _lock = new();
    private readonly ILogger<ReportOutbox> _logger;
    private long _compactAt = CompactFrom;

    private ReportOutbox(FramedFile file, ILogger<ReportOutbox> logger)
    {
        _file = file;
        _logger = logger;
    }

    /// <summary>Reports that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Opens the outbox in a folder, or begins it.</summary>
    /// <exception cref="IOException">It can't be read or written.</exception>
    public static ReportOutbox Open(string folder, DiskAccess disk, ILogger<ReportOutbox> logger)
    {
        var file = FramedFile.Open(Path.Combine(folder, FileName), "cloudbroadcast reports 1", disk, out var records);
        var outbox = new ReportOutbox(file, logger);
        foreach (var bytes in records)
        {
            outbox.Replay_NeedsLock(bytes);
        }

        return outbox;
    }

    /// <summary>Adds a report; when the disk refuses it, it waits in memory alone and the log says so.</summary>
    public void Add(Guid reportId, PlaybackStage stage, ReadOnlyMemory<byte> signed)
    {
        var entry = new OutboxEntry(reportId, stage, signed);
        lock (_lock)
        {
            MakeRoom_NeedsLock();
            _waiting.AddLast(entry);
            Write_NeedsLock(entry.Write(), durable: true);
        }
    }

    /// <summary>The oldest report that waits.</summary>
    public bool TryPeek(out Guid reportId, out ReadOnlyMemory<byte> signed)
    {
        lock (_lock)
        {
            var first = _waiting.First?.Value;
            reportId = first?.ReportId ?? default;
            signed = first?.Signed ?? default;
            return first is not null;
        }
    }

    /// <summary>The controller has it.</summary>
    public void Remove(Guid reportId)
    {
        lock (_lock)
        {
            if (Find_NeedsLock(reportId) is { } node)
            {
                _waiting.Remove(node);
                Write_NeedsLock(OutboxEntry.WriteRemoval(reportId), durable: false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Replay_NeedsLock(ReadOnlyMemory<byte> bytes)
    {
        if (OutboxEntry.TryReadRemoval(bytes.Span, out var removed))
        {
            if (Find_NeedsLock(removed) is { } node)
            {
                _waiting.Remove(node);
            }
        }
        else if (OutboxEntry.TryRead(bytes, out var entry))
        {
            _waiting.AddLast(entry);
        }
    }

    private void MakeRoom_NeedsLock()
    {
        while (_waiting.Count >= Capacity)
        {
            var victim = Oldest_NeedsLock(entry => entry.Stage is PlaybackStage.Received or PlaybackStage.Started)
                ?? Oldest_NeedsLock(entry => entry.Stage is PlaybackStage.Refused)
                ?? _waiting.First!;
            LogDropped(victim.Value.Stage, victim.Value.ReportId);
            _waiting.Remove(victim);
            Write_NeedsLock(OutboxEntry.WriteRemoval(victim.Value.ReportId), durable: false);
        }
    }

    // A removal that a power cut undoes costs a second copy of a report, which the controller knows by its id.
    private void Write_NeedsLock(byte[] record, bool durable)
    {
        try
        {
            _file.Append(record, durable);
            if (_file.Length >= _compactAt)
            {
                _compactAt = long.MaxValue;
                _file.Rewrite(_waiting.Select(entry => entry.Write()));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(error.Message);
        }

        _compactAt = _compactAt == long.MaxValue ? Math.Max(CompactFrom, 2 * _file.Length) : _compactAt;
    }

    private LinkedListNode<OutboxEntry>? Find_NeedsLock(Guid reportId) => Oldest_NeedsLock(entry => entry.ReportId == reportId);

    private LinkedListNode<OutboxEntry>? Oldest_NeedsLock(Func<OutboxEntry, bool> matches)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (matches(node.Value))
            {
                return node;
            }
        }

        return null;
    }

    [LoggerMessage(LogLevel.Warning, "The outbox is full: the {Stage} report {ReportId} was dropped")]
    private partial void LogDropped(PlaybackStage stage, Guid reportId);

    [LoggerMessage(LogLevel.Error, "The outbox could not be written, its reports wait in memory: {Problem}")]
    private partial void LogNotWritten(string problem);
}
