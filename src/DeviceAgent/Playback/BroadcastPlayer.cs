using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// What this gateway plays, now and next. Any thread may give orders, bundles and questions; <see cref="Step"/> belongs to
/// the playout thread, which is also the one that raises the reports: a handler hands them on and returns.
/// </summary>
internal sealed class BroadcastPlayer : IDisposable
{
    /// <summary>How often <see cref="Step"/> wants to be called while something is on air.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    // Opening a sound output and 40 readings of its delay.
    private static readonly TimeSpan Preparation = TimeSpan.FromMilliseconds(700);

    // What must be due so that a lower one has faded and left the output.
    private static readonly TimeSpan FadeTime = TimeSpan.FromMilliseconds(300);
    // Whoever is due so soon after the end begins at once: the amplifier would only just have gone to sleep.
    private static readonly TimeSpan HandOverTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdlePace = TimeSpan.FromMilliseconds(100);

    private readonly Amplifier _amplifier;
    private readonly ControllerClock _clock;
    private readonly TimeProvider _time;
    private readonly PlaybackOptions _options;
    private readonly SinkFactory _sinks;
    private readonly ILogger<BroadcastPlayer> _logger;
    private readonly BroadcastQueue _queue;
    private readonly SoundHealth _health;
    // The one on air, and the one that is made ready behind it.
    private readonly List<BroadcastSession> _sessions = [];

    public BroadcastPlayer(
        Amplifier amplifier, ControllerClock clock, SinkFactory sinks, TimeProvider time, IOptions<PlaybackOptions> options, ILogger<BroadcastPlayer> logger)
    {
        _amplifier = amplifier;
        _clock = clock;
        _sinks = sinks;
        _time = time;
        _options = options.Value;
        _logger = logger;
        _queue = new BroadcastQueue(_options);
        _health = new SoundHealth(sinks, time, logger);
    }

    /// <summary>Raised when <see cref="WantedStreams"/> changed.</summary>
    public event Action? WantedStreamsChanged
    {
        add => _queue.Changed += value;
        remove => _queue.Changed -= value;
    }

    /// <summary>Started, finished, interrupted or failed.</summary>
    public event Action<PlaybackReport>? Reported;

    /// <summary>A broadcast's id and its loudest sample, of 32,767; before its last report.</summary>
    public event Action<Guid, int>? Sounded;

    /// <summary>Streams of the orders accepted and not over.</summary>
    public IReadOnlyCollection<Guid> WantedStreams => _queue.Streams;

    /// <summary>The sound output and what is wrong with it.</summary>
    public SoundReading Sound => _health.Reading;

    /// <summary>Whether nothing is on air and nothing waits.</summary>
    public bool IsIdle => _queue.IsEmpty;

    /// <summary>What is on air, or null.</summary>
    public OnAirState? OnAir => _queue.OnAir is not { } assignment ? null : new OnAirState
    {
        BroadcastId = assignment.Play.BroadcastId,
        PositionMs = (_clock.Now - assignment.Play.StartAt).Ticks / TimeSpan.TicksPerMillisecond,
        BufferedMs = assignment.Packets.Depth.Ticks / TimeSpan.TicksPerMillisecond,
        VolumePercent = assignment.Play.VolumePercent,
    };

    /// <summary>Says what <see cref="Accept"/> would say, and does nothing.</summary>
    public PlaybackDecision Check(PlayRequest request) => new(_queue.Check(request, _clock.Now));

    /// <summary>Takes a request: an order's is verified, fresh and in the ledger.</summary>
    public PlaybackDecision Accept(PlayRequest request) => new(_queue.Add(request, _clock.Now));

    /// <summary>Ends what the order names, with a fade; the reports follow.</summary>
    public void Stop(StopOrder stop) => _queue.Stop(stop);

    /// <summary>Takes a verified bundle, or says why not; its memory is kept until it has sounded.</summary>
    public RefusalReason? Offer(AudioBundle bundle) => _queue.Offer(bundle, _time.GetTimestamp(), _clock.Now);

    /// <summary>Does what is due and says when it wants to be called again.</summary>
    public TimeSpan Step()
    {
        var now = _clock.Now;
        foreach (var (assignment, reason) in _queue.TakeDead(now))
        {
            Report(assignment, PlaybackStage.Interrupted, reason, null);
        }

        foreach (var session in _sessions.ToArray())
        {
            Follow(session, now);
        }

        TakeNext(now);
        if (_sessions.Count == 0)
        {
            _health.Probe();
        }

        return _sessions.Count == 0 ? IdlePace : Pace;
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.ForEach(session => session.Dispose());

    // A block may stand in the output for its whole buffer, and the amplifier must be awake when it is written.
    private DateTimeOffset WakeAt(Assignment assignment) =>
        assignment.Play.StartAt - _amplifier.WakeTime - _options.Fill(assignment.Play.Live) - 5 * Pace;

    private DateTimeOffset OpenAt(Assignment assignment) => WakeAt(assignment) - Preparation;

    // What begins right behind the one on air is made ready beside it; what overlaps with it waits until it has ended.
    private void TakeNext(DateTimeOffset now)
    {
        var due = _sessions switch
        {
            [] => _queue.TakeDue(now, OpenAt),
            [{ HasEnded: false } running] => _queue.TakeDue(now, OpenAt, notBefore: running.Assignment.Claim.End),
            _ => null,
        };
        if (due is not null)
        {
            Begin(due);
        }
    }

    private void Begin(Assignment assignment)
    {
        var play = assignment.Play;
        var line = new SoundLine(() => _sinks.Open(play.BroadcastId), _options.ReopenAfter, _time);
        var cue = new AmplifierCue(_amplifier, assignment.Target.Zones.ToHashSet(), _time, () => _clock.Now);
        _sessions.Add(new BroadcastSession(assignment, line, cue, _clock, _time, _options, WakeAt(assignment)));
        PlaybackLog.Begins(_logger, play.Title, play.BroadcastId, play.StartAt);
    }

    private void Follow(BroadcastSession session, DateTimeOffset now)
    {
        if (_queue.DisplacerOf(session.Assignment, assignment => now >= OpenAt(assignment) - _options.BufferTime - FadeTime) is { } higher)
        {
            session.Assignment.Stop($"Displaced by '{higher.Play.Title}'.");
        }

        session.Step(MayWake(session));
        _health.Note(session.Fault);
        if (session.TakesStart())
        {
            Report(session.Assignment, PlaybackStage.Started, null, session.Evidence());
        }

        if (session.HasEnded)
        {
            Release(session, now);
        }

        if (session.IsOver)
        {
            End(session);
        }
    }

    // Zones are switched in silence: only when nobody else sounds, or where there is nothing to switch.
    private bool MayWake(BroadcastSession session) => _sessions.TrueForAll(other =>
        other == session || other.HasEnded || other.Zones.SetEquals(session.Zones));

    private void Release(BroadcastSession session, DateTimeOffset now)
    {
        if (session.IsReleasing)
        {
            return;
        }

        if (_sessions.Count == 1 && _queue.TakeDue(now + HandOverTime, OpenAt) is { } next)
        {
            Begin(next);
        }

        session.Release(handOver: _sessions.Exists(other => !other.HasEnded));
    }

    private void End(BroadcastSession session)
    {
        var (stage, detail) = session.Outcome();
        session.Dispose();
        _sessions.Remove(session);
        _queue.Remove(session.Assignment);
        Sounded?.Invoke(session.Assignment.Play.BroadcastId, session.Loudest);
        Report(session.Assignment, stage, detail, session.Evidence());
        PlaybackLog.Ended(_logger, session.Assignment.Play.BroadcastId, stage, detail);
    }

    private void Report(Assignment assignment, PlaybackStage stage, string? detail, PlaybackEvidence? evidence) =>
        Reported?.Invoke(new PlaybackReport
        {
            Version = WireVersion.Current,
            ReportId = Guid.NewGuid(),
            Gateway = assignment.Target.Gateway,
            At = _clock.Now,
            OrderId = assignment.Request.OrderId,
            BroadcastId = assignment.Play.BroadcastId,
            Stage = stage,
            Origin = assignment.Request.Origin,
            ScheduleId = assignment.Request.ScheduleId,
            PlannedStart = assignment.Request.OrderId is null ? assignment.Play.StartAt : null,
            Detail = detail is { Length: > 200 } ? detail[..200] : detail,
            Evidence = evidence,
        });
}
