namespace CloudBroadcast.Protocol;

/// <summary>What a gateway says of itself at each change and now and then, signed by its own key.</summary>
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

    /// <summary>What sounds now, or null; where lines carry different broadcasts, the highest of them.</summary>
    public OnAirState? OnAir { get; init; }

    /// <summary>What sounds beside it on other lines, the highest first; null for nothing.</summary>
    public IReadOnlyList<OnAirState>? AlsoOnAir { get; init; }

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

    /// <summary>How well the gateway knows the time; null from an agent that knows attested time alone.</summary>
    public TimeStanding? Time { get; init; }

    /// <summary>Its own schedule, or null.</summary>
    public ScheduleReading? Schedule { get; init; }

    /// <summary>Its store of audio.</summary>
    public StoreReading? Store { get; init; }

    /// <summary>Its journal.</summary>
    public JournalReading? Journal { get; init; }

    /// <summary>The machine.</summary>
    public MachineReading? Machine { get; init; }

    /// <summary>The last self-test, or null.</summary>
    public SelfTestReading? SelfTest { get; init; }

    /// <summary>What is wrong now, each code once; null from an agent that does not say.</summary>
    public IReadOnlyList<FaultReading>? Faults { get; init; }
}

/// <summary>The schedule that a gateway holds.</summary>
public sealed record ScheduleReading
{
    /// <summary>Its revision.</summary>
    public required long Revision { get; init; }

    /// <summary>It names nothing from this instant on.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When the next occurrence is due, or null.</summary>
    public DateTimeOffset? Next { get; init; }
}

/// <summary>A gateway's store of audio.</summary>
public sealed record StoreReading
{
    /// <summary>Pieces that the schedule and the configuration need.</summary>
    public required int Needed { get; init; }

    /// <summary>Those of them that it has, verified.</summary>
    public required int Held { get; init; }

    /// <summary>Bytes that all its audio takes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes that are free on its disk.</summary>
    public required long FreeBytes { get; init; }
}

/// <summary>A gateway's journal.</summary>
public sealed record JournalReading
{
    /// <summary>Its last entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>The last entry that the controller said to have.</summary>
    public required long Taken { get; init; }
}

/// <summary>The machine that an agent runs on; what it can't tell is null.</summary>
public sealed record MachineReading
{
    /// <summary>Seconds since it started.</summary>
    public long? UptimeS { get; init; }

    /// <summary>Temperature of its processor, degrees Celsius.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>Memory that the agent takes, bytes.</summary>
    public long? AgentBytes { get; init; }

    /// <summary>Signal of its mobile line, dBm.</summary>
    public int? SignalDbm { get; init; }

    /// <summary>Whether the agent was built ahead of time; people compare gateways by it.</summary>
    public string? Build { get; init; }
}

/// <summary>How a self-test ended.</summary>
public sealed record SelfTestReading
{
    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether nothing was found.</summary>
    public required bool Passed { get; init; }
}

/// <summary>A fault that stands.</summary>
public sealed record FaultReading
{
    /// <summary>Which; its severity and its sentence stand in <see cref="FaultCatalogue"/>.</summary>
    public required FaultCode Code { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What was seen, for people, or null; up to 200 characters.</summary>
    public string? Detail { get; init; }
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

    /// <summary>Where the audio comes from; null from an agent that has no store.</summary>
    public AudioSource? Source { get; init; }

    /// <summary>For live talk: how much the gateway holds back so that an uneven line is not heard, in milliseconds.</summary>
    public long? JitterMs { get; init; }
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

    /// <summary>What kind of board it is; null where none is fitted.</summary>
    public string? Board { get; init; }

    /// <summary>Whether the key switch holds the amplifier by hand; null where nothing reads it.</summary>
    public bool? LocalOverride { get; init; }

    /// <summary>Level of the loudspeaker line now (RMS, mV at the measuring input); null where nothing measures.</summary>
    public int? LineMv { get; init; }

    /// <summary>Supply of the board, mV; null where nothing measures.</summary>
    public int? SupplyMv { get; init; }

    /// <summary>Temperature of the board, degrees Celsius; null where nothing measures.</summary>
    public int? TemperatureC { get; init; }

    /// <summary>How often the board has started in its life; null where nobody counts.</summary>
    public long? Boots { get; init; }
}

/// <summary>The sound output of a gateway.</summary>
public sealed record SoundReading
{
    /// <summary><c>alsa</c>, <c>wav</c> or <c>waveOut</c>.</summary>
    public required string Output { get; init; }

    /// <summary>What is wrong, in words, or null.</summary>
    public string? Fault { get; init; }
}
