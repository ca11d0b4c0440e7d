using System.Threading.Channels;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// Something that the journal shall record, as whoever saw it says it; number, chain and signature are the journal's own.
/// </summary>
internal sealed record JournalNote(JournalKind Kind)
{
    /// <summary>For <see cref="JournalKind.Playback"/>.</summary>
    public PlaybackReport? Playback { get; init; }

    /// <summary>For <see cref="JournalKind.Relay"/>.</summary>
    public RelayEntry? Relay { get; init; }

    /// <summary>For <see cref="JournalKind.Level"/>.</summary>
    public LevelEntry? Level { get; init; }

    /// <summary>For <see cref="JournalKind.Fault"/>.</summary>
    public FaultEntry? Fault { get; init; }

    /// <summary>For <see cref="JournalKind.Clock"/>: microseconds forward, negative backward.</summary>
    public long? StepUs { get; init; }

    /// <summary>For people, or null; cut at 200 characters.</summary>
    public string? Detail { get; init; }
}

/// <summary>
/// Where any part of the agent leaves what the journal shall record. It never waits and never fails: a broadcast does not
/// suffer from a slow disk. Safe to use from many threads.
/// </summary>
internal sealed class JournalFeed
{
    // Far more than an hour of a busy gateway; what a broken disk keeps waiting must not eat its memory.
    private const int Capacity = 4096;

    private readonly Channel<JournalNote> _notes;
    private long _lost;

    public JournalFeed() => _notes = Channel.CreateBounded<JournalNote>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _lost));

    /// <summary>What was posted, for the journal alone.</summary>
    public ChannelReader<JournalNote> Notes => _notes.Reader;

    /// <summary>Notes that had to be dropped, the oldest first, since the agent started.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Leaves a note.</summary>
    public void Post(JournalNote note) => _notes.Writer.TryWrite(note);

    /// <summary>Nothing more is posted.</summary>
    public void Complete() => _notes.Writer.TryComplete();
}
