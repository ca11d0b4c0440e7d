using System.Text.Json.Serialization;

namespace CloudBroadcast.Protocol;

/// <summary>What an entry of a gateway's journal records.</summary>
[JsonConverter(typeof(WireEnumConverter<JournalKind>))]
public enum JournalKind
{
    /// <summary>The agent started; the detail names its version and how it ended before.</summary>
    Start,

    /// <summary>The agent ends in order.</summary>
    Stop,

    /// <summary>A stage of a broadcast, or a refusal.</summary>
    Playback,

    /// <summary>What was asked of the relays and what was read back changed.</summary>
    Relay,

    /// <summary>What the loudspeaker line carried while a broadcast sounded.</summary>
    Level,

    /// <summary>A fault began or ended.</summary>
    Fault,

    /// <summary>The controller's time, or this machine's wall clock, was stepped.</summary>
    Clock,

    /// <summary>A configuration, a schedule or an order that is not about sound was taken; the detail says which.</summary>
    Document,

    /// <summary>A self-test or a maintenance task ended; the detail says how.</summary>
    Maintenance,
}

/// <summary>How well a gateway knew the time.</summary>
[JsonConverter(typeof(WireEnumConverter<TimeStanding>))]
public enum TimeStanding
{
    /// <summary>From nowhere: its own clock is behind what it knew before.</summary>
    None,

    /// <summary>From its own clock and what was attested before it was restarted.</summary>
    Carried,

    /// <summary>From answers of the controller, in this run.</summary>
    Attested,
}

/// <summary>
/// One entry of a gateway's durable record: signed by its own key, numbered without a gap, and bound to the entry before it, so
/// that none can be altered, left out or put in later unseen.
/// </summary>
public sealed record JournalEntry
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The gateway's id.</summary>
    public required string Gateway { get; init; }

    /// <summary>128-bit id of the journal: another one when the gateway's disk was lost.</summary>
    public required Guid Journal { get; init; }

    /// <summary>1 for the first entry of the journal, then one more for each.</summary>
    public required long Sequence { get; init; }

    /// <summary>SHA-256 of the signed bytes of the entry before it, 64 lower-case hex digits; 64 zeros for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>Controller time as the gateway knew it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How well it knew it.</summary>
    public required TimeStanding Time { get; init; }

    /// <summary>What it records; the member of the same name holds the details.</summary>
    public required JournalKind Kind { get; init; }

    /// <summary>Present for <see cref="JournalKind.Playback"/>.</summary>
    public PlaybackReport? Playback { get; init; }

    /// <summary>Present for <see cref="JournalKind.Relay"/>.</summary>
    public RelayEntry? Relay { get; init; }

    /// <summary>Present for <see cref="JournalKind.Level"/>.</summary>
    public LevelEntry? Level { get; init; }

    /// <summary>Present for <see cref="JournalKind.Fault"/>.</summary>
    public FaultEntry? Fault { get; init; }

    /// <summary>Present for <see cref="JournalKind.Clock"/>: by how much it went forward, in microseconds; negative is backward.</summary>
    public long? StepUs { get; init; }

    /// <summary>For people, or null; up to 200 characters.</summary>
    public string? Detail { get; init; }
}

/// <summary>Relays as asked and as read; bit 0 is the amplifier's power, bits 1 to 8 are the zones.</summary>
public sealed record RelayEntry
{
    /// <summary>What the agent asked.</summary>
    public required int Asked { get; init; }

    /// <summary>What the contacts were read as; null where nothing reads them.</summary>
    public int? Read { get; init; }
}

/// <summary>What the loudspeaker line carried, as the relay bridge measured it.</summary>
public sealed record LevelEntry
{
    /// <summary>The broadcast that sounded, or null.</summary>
    public Guid? BroadcastId { get; init; }

    /// <summary>How long was measured, in milliseconds.</summary>
    public required long LengthMs { get; init; }

    /// <summary>Mean of the readings (RMS, mV at the measuring input).</summary>
    public required int MeanMv { get; init; }

    /// <summary>The loudest reading, mV.</summary>
    public required int HighestMv { get; init; }

    /// <summary>How much of the time a level above the line's own noise was read, in percent.</summary>
    public required int HeardPercent { get; init; }
}

/// <summary>A fault that began or ended.</summary>
public sealed record FaultEntry
{
    /// <summary>Which.</summary>
    public required FaultCode Code { get; init; }

    /// <summary>True when it began.</summary>
    public required bool Began { get; init; }
}
