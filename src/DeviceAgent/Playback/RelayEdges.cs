using CloudBroadcast.DeviceAgent.Amplifiers;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>When the relays were seen to close and to open during one broadcast, in controller time.</summary>
internal sealed record RelayEdges
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
        ZonesOnAt = ZonesOnAt ?? (state.ZonesDriven.Count > 0 ? at : null),
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
        ZonesOnAt = ZonesOnAt ?? (fact.Zones.Count > 0 ? at : null),
        ZonesOffAt = fact.Zones.Count > 0 ? null : ZonesOffAt ?? (ZonesOnAt is null ? null : at),
        Fault = Fault ?? fact.Fault,
        Confirmed = fact.Fault is null ? Confirmed : false,
    };
}
