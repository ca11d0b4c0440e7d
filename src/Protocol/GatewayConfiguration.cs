namespace CloudBroadcast.Protocol;

/// <summary>
/// What a gateway is, whom it believes and what limits it keeps, whatever an order says. It holds until a newer revision,
/// signed by a key of this one, takes its place.
/// </summary>
public sealed record GatewayConfiguration
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The gateway's id; a configuration for another one is refused.</summary>
    public required string Gateway { get; init; }

    /// <summary>Rises with each configuration of this gateway; 1 or more.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was made (controller time); for people.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>For people; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Division code of the village where it stands.</summary>
    public required string Area { get; init; }

    /// <summary>The zones that are fitted, each 1 to 8, at least one.</summary>
    public required IReadOnlyList<int> Zones { get; init; }

    /// <summary>IANA name of the zone whose wall time the curfew is in.</summary>
    public required string TimeZone { get; init; }

    /// <summary>When nothing but an emergency sounds; null for never.</summary>
    public Curfew? Curfew { get; init; }

    /// <summary>No broadcast is longer, in milliseconds; 1,000 to 86,400,000.</summary>
    public required long LongestPlayMs { get; init; }

    /// <summary>No more broadcasts below an emergency start within an hour; 1 to 3,600.</summary>
    public required int StartsPerHour { get; init; }

    /// <summary>What every broadcast's own volume is multiplied with below an emergency, 0 to 100; null for 100.</summary>
    public int? VolumePercent { get; init; }

    /// <summary>What the gateway's own alert button plays; null where there is none. Kept in the store always.</summary>
    public PlayItem? AlertMessage { get; init; }

    /// <summary>Whether an emergency needs an operator's approval, too.</summary>
    public required bool EmergencyNeedsApproval { get; init; }

    /// <summary>The controller's keys that count from now on, 1 to 16; every other one counts no more.</summary>
    public required IReadOnlyList<ConfiguredKey> Keys { get; init; }

    /// <summary>
    /// The operators whose approval counts, up to 64. While a gateway knows any, its next configuration needs the approval of
    /// one of them.
    /// </summary>
    public required IReadOnlyList<ConfiguredOperator> Operators { get; init; }
}

/// <summary>The wall time of each day in which nothing but an emergency sounds: from the one instant on, until before the other; over midnight when it ends earlier than it begins.</summary>
public sealed record Curfew
{
    /// <summary>Its first minute.</summary>
    public required TimeOnly From { get; init; }

    /// <summary>The first minute after it; not the same as <see cref="From"/>.</summary>
    public required TimeOnly To { get; init; }

    /// <summary>Whether any instant from <paramref name="from"/> on and before <paramref name="to"/> has a wall time in it, summer time and all.</summary>
    public bool Touches(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        // A curfew begins and a zone's clock jumps at whole minutes only: to look at each is to miss none. A day at most is asked.
        var minute = new DateTimeOffset(from.UtcTicks - from.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        for (var at = from; at < to; at = minute)
        {
            if (Has(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime)))
            {
                return true;
            }

            minute += TimeSpan.FromMinutes(1);
        }

        return false;
    }

    private bool Has(TimeOnly time) => From < To ? From <= time && time < To : From <= time || time < To;
}

/// <summary>A key of the controller and what it may sign.</summary>
public sealed record ConfiguredKey
{
    /// <summary>SubjectPublicKeyInfo (RFC 5480), DER, in base64: ECDSA P-256.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    /// <summary>The classes of orders that it may sign, at least one; documents of other kinds and bundles are signed by any key.</summary>
    public required IReadOnlyList<OrderClass> Classes { get; init; }
}

/// <summary>A person whose approval counts as the second hand.</summary>
public sealed record ConfiguredOperator
{
    /// <summary>Who it is; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>SubjectPublicKeyInfo (RFC 5480), DER, in base64: ECDSA P-256.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }
}
