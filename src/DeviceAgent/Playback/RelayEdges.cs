using CloudBroadcast.DeviceAgent.Amplifiers;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>When the relays of one line were seen to close and to open during one broadcast, in controller time.</summary>
/// <param name="Relays">The relays that concern the line; what others do is not looked at.</param>
internal sealed record RelayEdges(ushort Relays)
{
    public DateTimeOffset? PowerOnAt { get; private init; }

    public DateTimeOffset? PowerOffAt { get; private init; }

    public DateTimeOffset? ZonesOnAt { get; private init; }

    public DateTimeOffset? ZonesOffAt { get; private init; }

    /// <summary>Whether the read-back agreed all along; null where nothing reads back.</summary>
    public bool? Confirmed { get; private init; }

    /// <summary>What was wrong first, in words, or null.</summary>
    public string? Fault { get; private init; }

    /// <summary>Adds what the amplifier said when it was awake, and what had been on since before.</summary>
    public RelayEdges With(AmplifierReadiness readiness, AmplifierState state, DateTimeOffset at) => this with
    {
        PowerOnAt = PowerOnAt ?? (state.PowerDriven ? at : null),
        ZonesOnAt = ZonesOnAt ?? (HasAny(state.ZonesDriven) ? at : null),
        Fault = Fault ?? readiness.What,
        Confirmed = readiness.Outcome switch
        {
            AmplifierOutcome.NoBoard => null,
            AmplifierOutcome.Ready => Confirmed ?? true,
            AmplifierOutcome.Unconfirmed => Confirmed,
            _ => false,
        },
    };

    /// <summary>Adds one observation.</summary>
    public RelayEdges With(RelayFact fact, DateTimeOffset at) => this with
    {
        PowerOnAt = PowerOnAt ?? (fact.Power ? at : null),
        PowerOffAt = fact.Power ? null : PowerOffAt ?? (PowerOnAt is null ? null : at),
        ZonesOnAt = ZonesOnAt ?? (HasAny(fact.Zones) ? at : null),
        ZonesOffAt = HasAny(fact.Zones) ? null : ZonesOffAt ?? (ZonesOnAt is null ? null : at),
        Fault = Fault ?? (Concerns(fact) ? fact.Fault : null),
        Confirmed = Concerns(fact) ? false : Confirmed,
    };

    private bool HasAny(IReadOnlyList<int> zones) => (RelayMask.Of(zones) & Relays) != 0;

    private bool Concerns(RelayFact fact) => (fact.Concerns & Relays) != 0;
}
