using CloudBroadcast.Controller.Areas;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>All that a judgement needs besides the message.</summary>
internal sealed record CapSituation
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The town's tree: town, villages and communes.</summary>
    public required IReadOnlyCollection<Area> Areas { get; init; }

    /// <summary>The rule of the message's sender; null when there is none.</summary>
    public CapSourceRule? Rule { get; init; }

    /// <summary>Messages that were judged before and not refused.</summary>
    public IReadOnlySet<CapKey> Taken { get; init; } = new HashSet<CapKey>();

    /// <summary>What a taken Update or Cancel of the same sender refers to, whether or not it has arrived yet.</summary>
    public IReadOnlySet<CapKey> Superseded { get; init; } = new HashSet<CapKey>();

    /// <summary>Languages that may be spoken besides Chinese, the best first.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Whether the XML signature was verified against the certificate that the town has pinned for this sender.</summary>
    public bool IsSigned { get; init; }
}
