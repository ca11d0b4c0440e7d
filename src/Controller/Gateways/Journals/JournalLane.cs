using System.Threading.Channels;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>
/// What one gateway has brought of its journal and nobody has looked at yet, and how it stands with its limits. One task reads
/// it; any may write.
/// </summary>
internal sealed class JournalLane(int messagesPerSecond, int entriesPerDay, TimeProvider time)
{
    // An agent sends four at once and waits for the answer.
    private const int MostWaiting = 8;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Channel<ReadOnlyMemory<byte>?> _waiting = Channel.CreateBounded<ReadOnlyMemory<byte>?>(MostWaiting);
    private double _credit = messagesPerSecond / 5.0;
    private long _creditAt = time.GetTimestamp();
    private long _dayBegan = time.GetTimestamp();
    private int _takenToday;

    /// <summary>Since when (timestamp) it has brought nothing that could be taken; null while all goes well.</summary>
    public long? StuckSince { get; set; }

    /// <summary>Whether it has had its entries of a day.</summary>
    public bool IsFull => _takenToday >= entriesPerDay && time.GetElapsedTime(_dayBegan) < Day;

    /// <summary>Leaves a message, or null for the wish to be told what is here; false when too many wait.</summary>
    public bool TryLeave(ReadOnlyMemory<byte>? message) => _waiting.Writer.TryWrite(message);

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>All that waits, as soon as something does; null when nothing more comes.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>?>?> NextAsync(CancellationToken cancellationToken)
    {
        if (!await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            return null;
        }

        var all = new List<ReadOnlyMemory<byte>?>();
        while (_waiting.Reader.TryRead(out var message))
        {
            all.Add(message);
        }

        return all;
    }

    /// <summary>
    /// Waits until so many messages are no more than a gateway should send. It sends the next ones when it is answered, and
    /// the broker cuts off who sends too many: a fast controller must not lure it into that.
    /// </summary>
    public Task PaceAsync(int messages, CancellationToken cancellationToken)
    {
        _credit = Math.Min(messagesPerSecond / 5.0, _credit + (time.GetElapsedTime(_creditAt).TotalSeconds * messagesPerSecond)) - messages;
        _creditAt = time.GetTimestamp();
        return _credit >= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(-_credit / messagesPerSecond), time, cancellationToken);
    }

    /// <summary>Counts entries that were taken.</summary>
    public void CountTaken(int entries)
    {
        if (time.GetElapsedTime(_dayBegan) >= Day)
        {
            (_dayBegan, _takenToday) = (time.GetTimestamp(), 0);
        }

        _takenToday += entries;
    }
}
