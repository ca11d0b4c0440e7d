namespace CloudBroadcast.Protocol;

/// <summary>A gateway asks for the time; the nonce makes the answer its own.</summary>
public sealed record ClockRequest
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>128 random bits; an answer with another nonce is no answer.</summary>
    public required Guid Nonce { get; init; }
}

/// <summary>The controller's attested time, signed. The gateway takes the middle of its own two readings as the instant in between.</summary>
public sealed record ClockAnswer
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The request's.</summary>
    public required Guid Nonce { get; init; }

    /// <summary>Controller time at which the request was read.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Controller time at which the answer was signed; at or after <see cref="ReceivedAt"/>.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }
}
