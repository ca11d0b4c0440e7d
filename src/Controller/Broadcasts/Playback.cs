using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>How one gateway stands with a broadcast.</summary>
internal enum PlaybackState
{
    /// <summary>Addressed; nothing heard of it yet.</summary>
    Expected,

    /// <summary>The gateway has the order.</summary>
    Received,

    /// <summary>The first sample has left.</summary>
    Sounding,

    /// <summary>Silent for something of a higher priority; it goes on when that ends in time.</summary>
    Suspended,

    /// <summary>Played to its end with nothing missed.</summary>
    Played,

    /// <summary>Played to its end with frames missed.</summary>
    Partly,

    /// <summary>The gateway refused the order.</summary>
    Refused,

    /// <summary>Ended early by a stop or a higher priority.</summary>
    Interrupted,

    /// <summary>Ended early or never started by a fault.</summary>
    Failed,

    /// <summary>The gateway could not begin an occurrence of its own schedule.</summary>
    Missed,

    /// <summary>Nothing was heard of the gateway until the broadcast was long over.</summary>
    NoAnswer,
}

/// <summary>What one gateway did with a broadcast.</summary>
internal sealed class Playback
{
    public required Guid BroadcastId { get; init; }

    public required string GatewayId { get; init; }

    /// <summary>The zones addressed; empty means every zone.</summary>
    public required List<int> Zones { get; init; }

    public required PlaybackState State { get; set; }

    /// <summary>Why it did not play whole, in words.</summary>
    public string? Reason { get; set; }

    /// <summary>When the gateway's first word on it came.</summary>
    public DateTimeOffset? ReceivedAt { get; set; }

    /// <summary>The gateway's evidence as it stood in its last report.</summary>
    public PlaybackEvidence? Evidence { get; set; }
}
