namespace CloudBroadcast.Controller.Gateways;

/// <summary>One device agent at a village, with its amplifier and zones.</summary>
internal sealed class Gateway
{
    /// <summary>2 to 63 of a-z, 0-9 and hyphen; the name in its certificate and in its topics.</summary>
    public required string Id { get; init; }

    /// <summary>The village it stands in.</summary>
    public required string AreaCode { get; set; }

    /// <summary>For people.</summary>
    public required string Name { get; set; }

    /// <summary>Its switched loudspeaker lines, by number.</summary>
    public required List<GatewayZone> Zones { get; set; }

    /// <summary>The public key that its reports are signed with: SubjectPublicKeyInfo, DER; null before it has a certificate.</summary>
    public byte[]? PublicKey { get; set; }

    /// <summary>When it last got its certificate; null before.</summary>
    public DateTimeOffset? EnrolledAt { get; set; }

    /// <summary>Since when its certificate counts no more; null while it counts.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Why, in words.</summary>
    public string? RevokedReason { get; set; }

    /// <summary>The configuration that it holds, as far as the controller knows; null before it has one.</summary>
    public long? InstalledRevision { get; set; }

    /// <summary>What every broadcast's own volume is multiplied with below an emergency, 0 to 99; null for 100.</summary>
    public int? VolumePercent { get; set; }

    /// <summary>As <see cref="GatewayOptions.Curfew"/>, for this gateway; null for the town's.</summary>
    public string? Curfew { get; set; }

    /// <summary>As <see cref="GatewayOptions.LongestPlay"/>; null for the town's.</summary>
    public TimeSpan? LongestPlay { get; set; }

    /// <summary>As <see cref="GatewayOptions.StartsPerHour"/>; null for the town's.</summary>
    public int? StartsPerHour { get; set; }

    /// <summary>As <see cref="GatewayOptions.EmergencyNeedsApproval"/>; null for the town's.</summary>
    public bool? EmergencyNeedsApproval { get; set; }
}

/// <summary>One switched loudspeaker line of a gateway.</summary>
internal sealed class GatewayZone
{
    /// <summary>1 to 8, as the relay bridge counts.</summary>
    public required int Number { get; set; }

    /// <summary>For people.</summary>
    public required string Name { get; set; }

    /// <summary>The codes of the communes that hear it.</summary>
    public required List<string> Communes { get; set; }
}
