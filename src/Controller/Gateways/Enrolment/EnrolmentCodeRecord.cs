namespace CloudBroadcast.Controller.Gateways.Enrolment;

/// <summary>A code that was given out, as far as the controller remembers it: nobody can read the code from it.</summary>
internal sealed class EnrolmentCodeRecord
{
    public required Guid Id { get; init; }

    /// <summary>HMAC-SHA256 of the code's secret under <c>keys/enrolment.key</c>.</summary>
    public required byte[] Hash { get; init; }

    public required string GatewayId { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When a gateway used it, or a newer code or a revocation took its place; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The address it was used from; null when it was not used.</summary>
    public string? UsedFrom { get; set; }
}
