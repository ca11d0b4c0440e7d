namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>An account as the API shows it.</summary>
internal sealed record AccountView(
    Guid Id, string Name, string DisplayName, IReadOnlyList<Role> Roles, string? AreaCode, bool Locked, bool SecondFactor,
    DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt)
{
    public static AccountView Of(Account account) => new(
        account.Id, account.UserName!, account.DisplayName, [.. account.Roles], account.AreaCode, account.Disabled, account.TwoFactorEnabled,
        account.CreatedAt, account.LastLoginAt);
}

/// <summary>An account whose password was just made; it is shown this once.</summary>
internal sealed record AccountPasswordView(AccountView Account, string Password);

/// <summary>An account to be made.</summary>
internal sealed record AccountRequest
{
    /// <summary>What the person types at the door.</summary>
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Needed by a village cadre.</summary>
    public string? AreaCode { get; init; }
}

/// <summary>What an administrator may change of an account.</summary>
internal sealed record AccountChangeRequest
{
    public required string DisplayName { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    public string? AreaCode { get; init; }
}
