namespace CloudBroadcast.Controller.Operators.Tokens;

/// <summary>A token as the API shows it.</summary>
internal sealed record TokenView(
    Guid Id, string Name, IReadOnlyList<Right> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    public static TokenView Of(ApiToken token) =>
        new(token.Id, token.Name, [.. token.Scopes], token.CreatedAt, token.ExpiresAt, token.LastUsedAt, token.RevokedAt);
}

/// <summary>A token that was just made, with the secret that is shown this once.</summary>
internal sealed record MadeTokenView(TokenView Token, string Secret);

/// <summary>A token to be made.</summary>
internal sealed record TokenRequest
{
    public required string Name { get; init; }

    public required IReadOnlyList<Right> Scopes { get; init; }

    /// <summary>Null for a token that does not expire.</summary>
    public int? Days { get; init; }
}
