using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Something that the gateway plays without an order: from its store, with this part of its zones.</summary>
/// <param name="Origin">What made it play.</param>
/// <param name="Play">What, when, how loud; its stream is empty.</param>
/// <param name="Target">This gateway and its zones, written out.</param>
/// <param name="ScheduleId">The controller's schedule, for an occurrence.</param>
internal sealed record OwnPlay(PlaybackOrigin Origin, PlayOrder Play, OrderTarget Target, Guid? ScheduleId = null);

/// <summary>Everything that Link and Health ask of Playback and Amplifiers, in one place.</summary>
internal sealed class PlayoutDoor
{
    /// <summary>The longest broadcast that this gateway plays.</summary>
    public required TimeSpan LongestPlay { get; init; }

    /// <summary>Why a play order could not be taken now with this gateway's part of it, or null; changes nothing.</summary>
    public required Func<Order, OrderTarget, RefusalReason?> Judge { get; init; }

    /// <summary>
    /// Takes a play order that is in the ledger, with the key that signed it and this gateway's part of it; the timestamp is
    /// when it came. Not null when it can't be played after all.
    /// </summary>
    public required Func<Order, string, OrderTarget, long, RefusalReason?> Accept { get; init; }

    /// <summary>Why something of the gateway's own could not be played now, or null; its audio is looked for, too. Changes nothing.</summary>
    public required Func<OwnPlay, RefusalReason?> JudgeOwn { get; init; }

    /// <summary>Takes something of the gateway's own that is in the ledger. Not null when it can't be played after all.</summary>
    public required Func<OwnPlay, RefusalReason?> AcceptOwn { get; init; }

    /// <summary>How long before its first sample playback wants to know of a broadcast.</summary>
    public required Func<TimeSpan> LeadTime { get; init; }

    /// <summary>Stops what the order names.</summary>
    public required Action<StopOrder> Stop { get; init; }

    /// <summary>Takes a verified bundle; not null when it is not one that its order promised.</summary>
    public required Func<AudioBundle, RefusalReason?> Offer { get; init; }

    /// <summary>The streams that accepted orders wait for.</summary>
    public required Func<IReadOnlyCollection<Guid>> WantedStreams { get; init; }

    /// <summary>What sounds now.</summary>
    public required Func<OnAirState?> OnAir { get; init; }

    /// <summary>What sounds beside it on other lines, or null.</summary>
    public Func<IReadOnlyList<OnAirState>?> AlsoOnAir { get; init; } = () => null;

    /// <summary>The sound output.</summary>
    public required Func<SoundReading> Sound { get; init; }

    /// <summary>The amplifier.</summary>
    public required Func<AmplifierReading> Amplifier { get; init; }

    /// <summary><see cref="WantedStreams"/> is another set than before.</summary>
    public event Action? WantedStreamsChanged;

    /// <summary>A broadcast started or ended; <see cref="PlaybackReport.Gateway"/> is filled.</summary>
    public event Action<PlaybackReport>? Reported;

    /// <summary>Something that <see cref="GatewayState"/> shows has changed.</summary>
    public event Action? Changed;

    /// <summary>Raises <see cref="WantedStreamsChanged"/>.</summary>
    public void RaiseWantedStreamsChanged() => WantedStreamsChanged?.Invoke();

    /// <summary>Raises <see cref="Reported"/>.</summary>
    public void RaiseReported(PlaybackReport report) => Reported?.Invoke(report);

    /// <summary>Raises <see cref="Changed"/>.</summary>
    public void RaiseChanged() => Changed?.Invoke();
}
