using System.Text.Json.Serialization;

namespace CloudBroadcast.Protocol;

/// <summary>How far a gateway came with an order.</summary>
[JsonConverter(typeof(WireEnumConverter<PlaybackStage>))]
public enum PlaybackStage
{
    /// <summary>Verified, written to the ledger, waiting for its start.</summary>
    Received,

    /// <summary>Not carried out; the reason says why.</summary>
    Refused,

    /// <summary>The first sample has left.</summary>
    Started,

    /// <summary>Faded out for something of a higher priority; it goes on at its live position when that ends in time.</summary>
    Suspended,

    /// <summary>It sounds again after <see cref="Suspended"/>.</summary>
    Resumed,

    /// <summary>Played to its end.</summary>
    Finished,

    /// <summary>Ended early: stopped or displaced by a higher priority; the detail says by what.</summary>
    Interrupted,

    /// <summary>Ended early or never started by a fault; the detail says which.</summary>
    Failed,

    /// <summary>An occurrence of the gateway's own schedule that did not begin; the refusal says why.</summary>
    Missed,
}

/// <summary>What made a gateway play something.</summary>
[JsonConverter(typeof(WireEnumConverter<PlaybackOrigin>))]
public enum PlaybackOrigin
{
    /// <summary>An order of the controller.</summary>
    Order,

    /// <summary>Its own schedule.</summary>
    Schedule,

    /// <summary>The alert button on the spot.</summary>
    Button,

    /// <summary>A test of its sound.</summary>
    Test,
}

/// <summary>Where the audio came from.</summary>
[JsonConverter(typeof(WireEnumConverter<AudioSource>))]
public enum AudioSource
{
    /// <summary>The gateway's store.</summary>
    Store,

    /// <summary>The controller's stream.</summary>
    Stream,
}

/// <summary>What a gateway did with an order, signed by its own key; sent until the controller has it, so it may come twice.</summary>
public sealed record PlaybackReport
{
    /// <summary><see cref="WireVersion.Current"/>.</summary>
    public required int Version { get; init; }

    /// <summary>128-bit id; a second report with the same id is the same report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>The gateway's id.</summary>
    public required string Gateway { get; init; }

    /// <summary>Controller time as the gateway knows it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The order; null when it could not be read.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>The broadcast; null when the order could not be read or names none.</summary>
    public Guid? BroadcastId { get; init; }

    /// <summary>How far it came.</summary>
    public required PlaybackStage Stage { get; init; }

    /// <summary>What made the gateway play it; null from an agent that plays orders alone.</summary>
    public PlaybackOrigin? Origin { get; init; }

    /// <summary>For an occurrence of the gateway's own schedule: the controller's schedule.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>When its first sample was due (controller time); present where there is no order to look it up in.</summary>
    public DateTimeOffset? PlannedStart { get; init; }

    /// <summary>Present when <see cref="Stage"/> is <see cref="PlaybackStage.Refused"/> or <see cref="PlaybackStage.Missed"/>.</summary>
    public RefusalReason? Refusal { get; init; }

    /// <summary>For people, or null; up to 200 characters.</summary>
    public string? Detail { get; init; }

    /// <summary>What left the loudspeaker line; present from <see cref="PlaybackStage.Started"/> on.</summary>
    public PlaybackEvidence? Evidence { get; init; }
}

/// <summary>What was measured while a broadcast sounded. A frame is one packet of 20 ms.</summary>
public sealed record PlaybackEvidence
{
    /// <summary>When the first sample left, controller time.</summary>
    public required DateTimeOffset FirstSampleAt { get; init; }

    /// <summary>Actual minus planned start of the first sample, in microseconds; positive is late.</summary>
    public required long FirstSampleErrorUs { get; init; }

    /// <summary>When the last sample left, controller time; null while it sounds.</summary>
    public DateTimeOffset? LastSampleAt { get; init; }

    /// <summary>Frames decoded from what came.</summary>
    public required long FramesPlayed { get; init; }

    /// <summary>Frames that the decoder made up because theirs did not come in time.</summary>
    public required long FramesConcealed { get; init; }

    /// <summary>Frames that were silence because theirs did not come in time.</summary>
    public required long FramesMissed { get; init; }

    /// <summary>Times the sound output ran dry.</summary>
    public required int Underruns { get; init; }

    /// <summary>Where the audio came from; null from an agent that has no store.</summary>
    public AudioSource? Source { get; init; }

    /// <summary>Mean of the loudspeaker line's level while it sounded (RMS, mV at the measuring input); null where nothing measures.</summary>
    public int? LineMeanMv { get; init; }

    /// <summary>How much of that time a level above the line's noise was read, in percent.</summary>
    public int? LineHeardPercent { get; init; }

    /// <summary>When the amplifier's power relay was driven, controller time; null where no board is fitted.</summary>
    public DateTimeOffset? PowerOnAt { get; init; }

    /// <summary>When the zones' relays were driven, controller time.</summary>
    public DateTimeOffset? ZonesOnAt { get; init; }

    /// <summary>When the zones' relays were released, controller time; null while they are on.</summary>
    public DateTimeOffset? ZonesOffAt { get; init; }

    /// <summary>When the power relay was released, controller time; null while it is on.</summary>
    public DateTimeOffset? PowerOffAt { get; init; }

    /// <summary>Whether the read-back agreed with what was asked, all along; null where nothing reads back.</summary>
    public bool? RelaysConfirmed { get; init; }
}
