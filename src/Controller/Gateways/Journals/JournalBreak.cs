namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>How a gateway's journal does not follow from what the controller has of it.</summary>
internal enum JournalBreakKind
{
    /// <summary>Another journal than the one before goes on.</summary>
    Switched,

    /// <summary>The entry is not the one, or does not follow the one, that the controller has: the gateway's disk was set back.</summary>
    Fork,

    /// <summary>Entries before it never came.</summary>
    Gap,

    /// <summary>A key signed it that the gateway had before it was enrolled anew; it is not here.</summary>
    FormerKey,

    /// <summary>The gateway signed it and this controller can't read it; it is not here yet.</summary>
    Unreadable,
}

/// <summary>A place at which a gateway's journal is not whole: kept for people, never mended.</summary>
internal sealed class JournalBreak
{
    public long Number { get; init; }

    public required string GatewayId { get; init; }

    public required Guid JournalId { get; init; }

    /// <summary>The first entry that does not follow.</summary>
    public required long Sequence { get; init; }

    public required JournalBreakKind Kind { get; init; }

    /// <summary>When the controller found it.</summary>
    public required DateTimeOffset At { get; init; }
}
