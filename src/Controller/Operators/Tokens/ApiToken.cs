namespace CloudBroadcast.Controller.Operators.Tokens;

/// <summary>A machine's way in; its secret is known to the machine alone.</summary>
internal sealed class ApiToken
{
    public required Guid Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, in hex.</summary>
    public required string Hash { get; init; }

    public required List<Right> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
