using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// One broadcast on air, from the first silence on the line to the amplifier's release: sound output, amplifier and
/// playout in their order. One thread at a time.
/// </summary>
internal sealed class BroadcastSession : IDisposable
{
    // After its last instant a broadcast is over, even where the sound output never came back to say so.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Assignment _assignment;
    private readonly SoundLine _line;
    private readonly AmplifierCue _cue;
    private readonly ControllerClock _clock;
    private readonly TimeProvider _time;
    private readonly PlaybackOptions _options;
    private readonly DateTimeOffset _wakeAt;
    private readonly Playout _playout;
    private long? _stoppedAt;
    private string? _failure;
    private bool _isStartTaken;

    // Before the first sample and after the last the output runs dry over silence, which nobody hears.
    private int _underrunsAtStart;
    private int? _underrunsAtEnd;

    public BroadcastSession(
        Assignment assignment, SoundLine line, AmplifierCue cue, ControllerClock clock, TimeProvider time, PlaybackOptions options, DateTimeOffset wakeAt)
    {
        _assignment = assignment;
        _line = line;
        _cue = cue;
        _clock = clock;
        _time = time;
        _options = options;
        _wakeAt = wakeAt;
        _playout = assignment.Playout;
    }

    /// <summary>The order that is carried out.</summary>
    public Assignment Assignment => _assignment;

    /// <summary>What is wrong with the sound output, or null.</summary>
    public string? Fault => _line.Fault;

    /// <summary>When the first sample that came left or will leave, controller time; null before it is written.</summary>
    public DateTimeOffset? FirstSampleAt { get; private set; }

    /// <summary>When the last one did or will.</summary>
    public DateTimeOffset? LastSampleAt { get; private set; }

    /// <summary>The loudest sample that left, of 32,767.</summary>
    public int Loudest { get; private set; }

    /// <summary>The zones it sounds in.</summary>
    public IReadOnlySet<int> Zones => _cue.Zones;

    /// <summary>Why it leaves the loudspeakers to another for a while, or null.</summary>
    public string? Suspension { get; private set; }

    /// <summary>Fades for something of a higher priority; what is left of it goes on afterwards.</summary>
    public void Suspend(string reason) => Suspension ??= reason;

    /// <summary>Whether nothing of it will sound any more, so that it must be released.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether it goes on and on: begun, recorded, and nobody has stopped it.</summary>
    public bool IsSteady => _isStartTaken && !HasEnded && _line.IsRunning && !_assignment.Play.Live && (Suspension ?? _assignment.StopReason) is null;

    /// <summary>Whether the amplifier has let go, too.</summary>
    public bool IsOver => IsReleasing && _cue.IsAsleep;

    /// <summary>Whether <see cref="Release"/> was called.</summary>
    public bool IsReleasing { get; private set; }

    /// <summary>True once, when the first sample has left.</summary>
    public bool TakesStart()
    {
        if (_isStartTaken || !(FirstSampleAt <= _clock.Now))
        {
            return false;
        }

        _isStartTaken = true;
        return true;
    }

    /// <summary>Does what is due, as often as <see cref="BroadcastPlayer.Step"/> says; <paramref name="mayWake"/> tells whether the relays may be moved.</summary>
    public void Step(bool mayWake)
    {
        _playout.EndAt(_assignment.End);
        _line.Step(_options.Fill(_assignment.Play.Live), Render);
        if (HasEnded)
        {
            return;
        }

        if (mayWake && !_cue.IsAsked && _line.IsRunning && _clock.Now >= _wakeAt)
        {
            _cue.Wake();
        }

        HeedStop();
        HasEnded = IsAtEnd();
    }

    /// <summary>Lets the amplifier go, or leaves it awake for the broadcast that follows at once.</summary>
    public void Release(bool handOver)
    {
        IsReleasing = true;
        if (handOver)
        {
            _cue.HandOver();
        }
        else
        {
            _cue.Sleep();
        }
    }

    /// <summary>How it ended and why; what was not rendered counts as missed when nobody stopped it.</summary>
    public (PlaybackStage Stage, string? Detail) Outcome()
    {
        if ((_assignment.StopReason ?? Suspension) is { } reason)
        {
            return (PlaybackStage.Interrupted, reason);
        }

        if (!_assignment.Play.Live)
        {
            _playout.Stream.PassOver(Math.Min(_assignment.End, _assignment.Limit));
        }

        if ((_failure ?? _assignment.Failure) is { } failure)
        {
            return (PlaybackStage.Failed, failure);
        }

        if (_playout.Stream.Played == 0)
        {
            return (PlaybackStage.Failed, "No audio came.");
        }

        return _playout.IsCut
            ? (PlaybackStage.Interrupted, "The longest play time was reached.")
            : (PlaybackStage.Finished, _cue.Edges.Fault);
    }

    /// <summary>What was measured; null while nothing sounded.</summary>
    public PlaybackEvidence? Evidence()
    {
        var edges = _cue.Edges;
        var before = _assignment.Before;
        return (before?.FirstSampleAt ?? FirstSampleAt) is not { } first ? null : new PlaybackEvidence
        {
            FirstSampleAt = first,
            FirstSampleErrorUs = (first - _assignment.Play.StartAt).Ticks / TimeSpan.TicksPerMicrosecond,
            LastSampleAt = HasEnded ? LastSampleAt ?? before?.LastSampleAt : null,
            FramesPlayed = _playout.Stream.Played,
            FramesConcealed = _playout.Stream.Concealed,
            FramesMissed = _playout.Stream.Missed,
            Underruns = (before?.Underruns ?? 0) + (_underrunsAtEnd ?? _line.Underruns) - _underrunsAtStart,
            Source = _assignment.Source,
            PowerOnAt = before?.PowerOnAt ?? edges.PowerOnAt,
            ZonesOnAt = before?.ZonesOnAt ?? edges.ZonesOnAt,
            ZonesOffAt = edges.ZonesOffAt,
            PowerOffAt = edges.PowerOffAt,
            RelaysConfirmed = edges.Confirmed,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _line.Dispose();
        _cue.Dispose();
    }

    private void Render(TimeSpan? leavesAt, Span<short> block)
    {
        if (leavesAt is not { } at || !_cue.IsReady || HasEnded)
        {
            _playout.Unseat();
            block.Clear();
            return;
        }

        var leaves = _clock.At(_line.Begin, at);
        var hadEnded = _playout.EndOffset is not null;
        _playout.Render(Samples.Nearest(leaves - _assignment.Play.StartAt), block);
        Loudest = Math.Max(Loudest, Samples.Loudest(block));
        if (FirstSampleAt is null && HeardOffset(block.Length) is { } heard)
        {
            FirstSampleAt = leaves + Samples.Duration(heard);
            _underrunsAtStart = _line.Underruns;
        }

        if (!hadEnded && _playout.EndOffset is { } end)
        {
            LastSampleAt = leaves + Samples.Duration(end);
            _underrunsAtEnd = _line.Underruns;
        }
    }

    // The first sample that came, or after a suspension the first that sounds again.
    private int? HeardOffset(int length) =>
        _assignment.Before is null || _playout.Stream.FirstHeard is null ? _playout.FirstHeardOffset : _playout.EndOffset is null && length > 0 ? 0 : null;

    // A store that broke: what it had brought sounds, and then a fade.
    private bool HasRunOut => _assignment.Failure is not null && _assignment.Packets.Depth == TimeSpan.Zero;

    private void HeedStop()
    {
        if (_assignment.StopReason is null && Suspension is null && !HasRunOut)
        {
            return;
        }

        _stoppedAt ??= _time.GetTimestamp();
        _playout.Fade();
    }

    private bool IsAtEnd()
    {
        if (_playout.EndOffset is not null && _clock.Now >= LastSampleAt)
        {
            return true;
        }

        if (_stoppedAt is { } stoppedAt)
        {
            return !_playout.HasBegun || _time.GetElapsedTime(stoppedAt) > Grace;
        }

        if (_assignment.Play.Live && IsDead())
        {
            _failure = $"Nothing came for {_options.LiveSilence.TotalSeconds:0.#} s.";
            return true;
        }

        if (_clock.Now <= _assignment.Claim.End + Grace)
        {
            return false;
        }

        _failure = _line.Fault ?? "The sound output did not play to the end.";
        return true;
    }

    // A stream that says which packet is its last may rest after it; what is held back sounds first.
    private bool IsDead() =>
        _assignment.End == _assignment.Plan.Length
        && _clock.Now > _assignment.Play.StartAt + _options.LiveSilence
        && _time.GetElapsedTime(_assignment.LastArrival) > _options.LiveSilence + _options.LiveBufferTime
            + (_assignment.Packets.Depth > TimeSpan.Zero ? LiveHold.Most : TimeSpan.Zero);
}
