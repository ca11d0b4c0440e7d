namespace CloudBroadcast.Protocol;

/// <summary>What a gateway says of itself every few seconds and at each change, signed by its own key.</summary>
public sealed record GatewayState
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The gateway's id.</summary>
    public required string Gateway { get; init; }

    /// <summary>Controller time as the gateway knows it; its own clock where it has no attested time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Rises by one with each state since the agent started.</summary>
    public required long Sequence { get; init; }

    /// <summary>Version of the agent's program.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>When the agent's process started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What sounds now, or null.</summary>
    public OnAirState? OnAir { get; init; }

    /// <summary>The amplifier and its zones.</summary>
    public required AmplifierReading Amplifier { get; init; }

    /// <summary>Controller time minus the gateway's clock, in microseconds; null before the first answer.</summary>
    public long? ClockOffsetUs { get; init; }

    /// <summary>How wrong the offset can be, in microseconds: half the round trip it was measured with.</summary>
    public long? ClockUncertaintyUs { get; init; }

    /// <summary>The sound output: its kind and, when it fails, why.</summary>
    public required SoundReading Sound { get; init; }

    /// <summary>Orders refused since the agent started.</summary>
    public required long RefusedOrders { get; init; }

    /// <summary>Bundles refused since the agent started.</summary>
    public required long RefusedBundles { get; init; }

    /// <summary>The same by reason, each reason once; null from an agent that does not count them.</summary>
    public IReadOnlyList<RefusalTally>? Refusals { get; init; }

    /// <summary>The configuration that is installed; null from an agent without one.</summary>
    public long? ConfigurationRevision { get; init; }
}

/// <summary>How often something was refused for a reason, since the agent started.</summary>
public sealed record RefusalTally
{
    /// <summary>The first miss.</summary>
    public required RefusalReason Reason { get; init; }

    /// <summary>Orders and configurations.</summary>
    public required long Orders { get; init; }

    /// <summary>Bundles.</summary>
    public required long Bundles { get; init; }
}

/// <summary>What a gateway has on air.</summary>
public sealed record OnAirState
{
    /// <summary>The broadcast.</summary>
    public required Guid BroadcastId { get; init; }

    /// <summary>Milliseconds since its start; negative while the amplifier warms up.</summary>
    public required long PositionMs { get; init; }

    /// <summary>Milliseconds of audio that wait in the gateway.</summary>
    public required long BufferedMs { get; init; }

    /// <summary>0 to 100.</summary>
    public required int VolumePercent { get; init; }
}

/// <summary>What was asked of the relays and what was read back.</summary>
public sealed record AmplifierReading
{
    /// <summary>Whether the relay board answers; true also where no board is fitted.</summary>
    public required bool Connected { get; init; }

    /// <summary>Whether the amplifier's power is asked to be on.</summary>
    public required bool PowerAsked { get; init; }

    /// <summary>Whether its contact was read closed; null where nothing reads it.</summary>
    public bool? PowerRead { get; init; }

    /// <summary>Zones asked to be on, ascending.</summary>
    public required IReadOnlyList<int> ZonesAsked { get; init; }

    /// <summary>Zones whose contact was read closed, ascending; null where nothing reads them.</summary>
    public IReadOnlyList<int>? ZonesRead { get; init; }

    /// <summary>Version of the board's firmware, or null.</summary>
    public string? Firmware { get; init; }

    /// <summary>What is wrong, in words, or null.</summary>
    public string? Fault { get; init; }
}

/// <summary>The sound output of a gateway.</summary>
public sealed record SoundReading
{
    /// <summary><c>alsa</c>, <c>wav</c> or <c>waveOut</c>.</summary>
    public required string Output { get; init; }

    /// <summary>What is wrong, in words, or null.</summary>
    public string? Fault { get; init; }
}
