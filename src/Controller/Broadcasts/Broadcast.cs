using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>How far a broadcast came.</summary>
internal enum BroadcastState
{
    /// <summary>Written down; no order has gone out.</summary>
    Planned,

    /// <summary>An emergency that waits for an operator's signature.</summary>
    AwaitingApproval,

    /// <summary>The order has gone out.</summary>
    Announced,

    /// <summary>Its start has passed and it has not ended.</summary>
    OnAir,

    /// <summary>Every addressed gateway that could be reached played it whole.</summary>
    Finished,

    /// <summary>Ended early by a person or a higher priority.</summary>
    Interrupted,

    /// <summary>Called off before it sounded.</summary>
    Cancelled,

    /// <summary>It sounded nowhere whole; the reason says why.</summary>
    Failed,
}

/// <summary>One actual run, with one playback for each gateway.</summary>
internal sealed class Broadcast
{
    public required Guid Id { get; init; }

    /// <summary>What the console and the gateways call it.</summary>
    public required string Title { get; init; }

    /// <summary>The schedule it comes from; null for one that somebody started by hand.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>The alert of which it is one round; null for anything else.</summary>
    public Guid? AlertId { get; init; }

    public required Priority Priority { get; init; }

    public required OrderClass Class { get; init; }

    /// <summary>Codes of the areas addressed.</summary>
    public required List<string> Areas { get; init; }

    /// <summary>The programmes in the order in which they sound; none of live talk.</summary>
    public required List<Guid> ProgrammeIds { get; init; }

    /// <summary>0 to 100.</summary>
    public required int VolumePercent { get; init; }

    public required Guid StreamId { get; init; }

    /// <summary>When sample 0 is due; moves on while an emergency waits for its approval.</summary>
    public required DateTimeOffset PlannedStart { get; set; }

    /// <summary>How long it sounds; of live talk the most that it may, until it has ended.</summary>
    public required TimeSpan Length { get; set; }

    /// <summary>Whether somebody speaks while it is on air: then it has no programmes.</summary>
    public bool IsLive { get; init; }

    public required BroadcastState State { get; set; }

    /// <summary>The play order as it went out, signed; null before it was announced. Sent again byte for byte.</summary>
    public byte[]? SignedOrder { get; set; }

    /// <summary>The key that signed <see cref="SignedOrder"/>, and signs the bundles whatever key comes after it.</summary>
    public string? KeyId { get; set; }

    /// <summary>The sequence number inside <see cref="SignedOrder"/>: orders are sent again in this order.</summary>
    public long? OrderSequence { get; set; }

    /// <summary>The stop order for it, signed; sent again to a gateway that still plays.</summary>
    public byte[]? SignedStop { get; set; }

    /// <summary>Why it failed or was interrupted, in words.</summary>
    public string? Reason { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public required List<Playback> Playbacks { get; init; }
}
