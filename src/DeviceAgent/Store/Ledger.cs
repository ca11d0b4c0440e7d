using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// The gateway's own book of orders: nothing sounds that is not in it, and what is in it never sounds again, through
/// restarts and power cuts. Used by one thread at a time: whoever judges by it and writes into it holds <see cref="Turn"/> for both.
/// </summary>
internal sealed partial class Ledger : IDisposable
{
    /// <summary>Its name in the store's folder.</summary>
    public const string FileName = "orders.ledger";

    private const int CompactFrom = 256 * 1024;

    private readonly FramedFile _file;
    private readonly ILogger<Ledger> _logger;
    private long _compactAt = CompactFrom;

    private Ledger(FramedFile file, ILogger<Ledger> logger)
    {
        _file = file;
        _logger = logger;
    }

    /// <summary>Held while something is judged by the book and written into it.</summary>
    public Lock Turn { get; } = new();

    /// <summary>What is in the book.</summary>
    public LedgerMemory Memory { get; } = new();

    /// <summary>Opens the book in a folder, or begins it.</summary>
    /// <exception cref="IOException">It can't be read or written.</exception>
    public static Ledger Open(string folder, DiskAccess disk, ILogger<Ledger> logger)
    {
        var file = FramedFile.Open(Path.Combine(folder, FileName), "cloudbroadcast orders 1", disk, out var records);
        var ledger = new Ledger(file, logger);
        foreach (var bytes in records)
        {
            if (LedgerRecord.TryRead(bytes.Span, out var record))
            {
                ledger.Memory.Apply(record);
            }
        }

        if (file.WasDamaged)
        {
            ledger.LogDamaged(Path.Combine(folder, FileName), records.Count);
        }

        return ledger;
    }

    /// <summary>
    /// Writes an order down that this key signed; true once it is on the disk. After false nothing may be done about the order.
    /// </summary>
    public bool TryRecord(Order order, string keyId, DateTimeOffset now) => TryAppend(LedgerRecord.Of(order, keyId, now), order.OrderId, now);

    /// <summary>
    /// Writes down that the gateway begins a broadcast by itself; true once it is on the disk. After false it may not begin.
    /// </summary>
    public bool TryBegin(Guid broadcastId, DateTimeOffset startAt, DateTimeOffset now) =>
        TryAppend(LedgerRecord.Begun(broadcastId, startAt, now), broadcastId, now);

    /// <summary>Writes down that a broadcast is over; when the disk refuses it, it counts for this run.</summary>
    public void End(Guid broadcastId, DateTimeOffset now)
    {
        if (!Memory.IsOver(broadcastId) && !TryAppend(LedgerRecord.Over(broadcastId, now), broadcastId, now))
        {
            Memory.Apply(LedgerRecord.Over(broadcastId, now));
        }
    }

    /// <summary>
    /// Forgets the sequences of all but these keys, on the disk too: a key that comes back one day begins anew, and one that is
    /// gone can't have locked anybody out.
    /// </summary>
    public void ForgetKeysBut(IReadOnlySet<string> keyIds)
    {
        if (Memory.ForgetKeysBut(keyIds))
        {
            Rewrite();
        }
    }

    /// <summary>Forgets every sequence: another controller numbers anew. Orders and stops stay known.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void ForgetSequences()
    {
        if (Memory.ForgetSequences())
        {
            _file.Rewrite(Memory.Records().Select(record => record.Write()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool TryAppend(LedgerRecord record, Guid what, DateTimeOffset now)
    {
        try
        {
            _file.Append(record.Write(), durable: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(what, error.Message);
            return false;
        }

        Memory.Apply(record);
        if (_file.Length >= _compactAt)
        {
            Compact(now);
        }

        return true;
    }

    private void Compact(DateTimeOffset now)
    {
        Memory.Forget(now);
        Rewrite();
    }

    private void Rewrite()
    {
        try
        {
            _file.Rewrite(Memory.Records().Select(record => record.Write()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotCompacted(error.Message);
        }

        // Twice what is needed, or twice what could not be made smaller: never at each order.
        _compactAt = Math.Max(CompactFrom, 2 * _file.Length);
    }

    [LoggerMessage(LogLevel.Error, "{File}: a damaged record was left out; {Records} could be read")]
    private partial void LogDamaged(string file, int records);

    [LoggerMessage(LogLevel.Error, "{What} could not be written to the ledger: {Problem}")]
    private partial void LogNotWritten(Guid what, string problem);

    [LoggerMessage(LogLevel.Warning, "The ledger could not be compacted: {Problem}")]
    private partial void LogNotCompacted(string problem);
}
