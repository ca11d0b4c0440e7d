using Microsoft.AspNetCore.Identity;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>A person who may log in.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>What pages and records call the person.</summary>
    public required string DisplayName { get; set; }

    public required List<Role> Roles { get; set; }

    /// <summary>Where a <see cref="Role.VillageCadre"/> may speak and stop.</summary>
    public string? AreaCode { get; set; }

    /// <summary>Locked by an administrator, until one unlocks it; <see cref="IdentityUser{TKey}.LockoutEnd"/> is for wrong passwords.</summary>
    public bool Disabled { get; set; }

    /// <summary>Key of the codes on the phone, encrypted; null before the person set one up.</summary>
    public string? SecondFactorKey { get; set; }

    /// <summary>The time step of the last code that was taken: no code counts twice.</summary>
    public long LastCodeStep { get; set; }

    /// <summary>SHA-256 of each recovery code that is left, in hex.</summary>
    public List<string> RecoveryHashes { get; set; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastLoginAt { get; set; }
}
