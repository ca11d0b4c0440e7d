using CloudBroadcast.Controller.Library;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What somebody wants to be heard.</summary>
internal sealed record BroadcastPlan
{
    /// <summary>The broadcast's id where it is settled beforehand; null for a new one.</summary>
    public Guid? Id { get; init; }

    public required string Title { get; init; }

    /// <summary>In the order in which they sound, at least one; none of live talk.</summary>
    public required IReadOnlyList<Programme> Programmes { get; init; }

    /// <summary>How long somebody may speak, for live talk; else null.</summary>
    public TimeSpan? LiveFor { get; init; }

    public required IReadOnlyList<string> Areas { get; init; }

    public required int VolumePercent { get; init; }

    public required Priority Priority { get; init; }

    public OrderClass Class { get; init; } = OrderClass.Ordinary;

    /// <summary>Whether an operator has to approve it before it is announced.</summary>
    public bool AwaitsApproval { get; init; }

    /// <summary>No longer one is taken; null for what the gateways allow.</summary>
    public TimeSpan? LongestPlay { get; init; }

    /// <summary>When sample 0 is due; in the past for one that is joined late; null for as soon as it can be.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The schedule it comes from. Such a plan speaks where it may; one made by hand speaks everywhere or is refused.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>The alert of which it is one round.</summary>
    public Guid? AlertId { get; init; }
}

/// <summary>What became of a plan; exactly one member says it.</summary>
internal sealed record BroadcastStart
{
    public Broadcast? Started { get; init; }

    /// <summary>The field and why it can't be.</summary>
    public (string Field, string Problem)? Problem { get; init; }

    /// <summary>Which programme has not passed its review, in words.</summary>
    public string? Unreviewed { get; init; }

    /// <summary>Who keeps it out, in words, and until when.</summary>
    public (string Reason, DateTimeOffset Until)? Blocked { get; init; }
}
