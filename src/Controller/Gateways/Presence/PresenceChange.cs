namespace CloudBroadcast.Controller.Gateways.Presence;

/// <summary>Whether a gateway was there.</summary>
internal enum PresenceStanding
{
    /// <summary>Nobody watched: no controller ran.</summary>
    Unknown,

    /// <summary>It was heard.</summary>
    Online,

    /// <summary>It was not heard.</summary>
    Offline,
}

/// <summary>From an instant on a gateway stands otherwise than before, until its next change.</summary>
internal sealed class PresenceChange
{
    /// <summary>Rises in the order in which they were written.</summary>
    public long Number { get; init; }

    public required string GatewayId { get; init; }

    /// <summary>Controller time.</summary>
    public required DateTimeOffset At { get; init; }

    public required PresenceStanding Standing { get; init; }
}

/// <summary>Until when a controller has watched the gateways: one row. What lies between it and the next start nobody has seen.</summary>
internal sealed class PresenceWatch
{
    /// <summary>The only row's key.</summary>
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    public required DateTimeOffset Until { get; set; }
}
