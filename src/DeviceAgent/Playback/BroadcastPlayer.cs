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
    // Less than this is not worth waking the amplifier again.
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdlePace = TimeSpan.FromMilliseconds(100);

    private readonly Amplifier _amplifier;
    private readonly ControllerClock _clock;
    private readonly TimeProvider _time;
    private readonly PlaybackOptions _options;
    private readonly SinkFactory _sinks;
    private readonly OpenStored _open;
    private readonly ILogger<BroadcastPlayer> _logger;
    private readonly BroadcastQueue _queue;
    private readonly SoundHealth _health;
    // The one on air, and the one that is made ready behind it.
    private readonly List<BroadcastSession> _sessions = [];

    public BroadcastPlayer(
        Amplifier amplifier, ControllerClock clock, SinkFactory sinks, OpenStored open, TimeProvider time, IOptions<PlaybackOptions> options, ILogger<BroadcastPlayer> logger)
    {
        _amplifier = amplifier;
        _clock = clock;
        _sinks = sinks;
        _open = open;
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

    /// <summary>How long before its first sample a broadcast of the store must be accepted so that it begins in time.</summary>
    public TimeSpan LeadTime => _amplifier.WakeTime + _options.BufferTime + 5 * Pace + Preparation;

    /// <summary>Whether nothing is on air and nothing waits.</summary>
    public bool IsIdle => _queue.IsEmpty;

    /// <summary>What is on air, or null.</summary>
    public OnAirState? OnAir => _queue.OnAir is not { } assignment ? null : new OnAirState
    {
        BroadcastId = assignment.Play.BroadcastId,
        PositionMs = (_clock.Now - assignment.Play.StartAt).Ticks / TimeSpan.TicksPerMillisecond,
        BufferedMs = assignment.Packets.Depth.Ticks / TimeSpan.TicksPerMillisecond,
        VolumePercent = (int)Math.Round(assignment.VolumePercent),
        Source = assignment.Source,
        JitterMs = assignment.Delay?.Hold is { } hold ? hold.Ticks / TimeSpan.TicksPerMillisecond : null,
    };

    /// <summary>Says what <see cref="Accept"/> would say, and does nothing.</summary>
    public PlaybackDecision Check(PlayRequest request) => new(_queue.Check(request, _clock.Now) ?? (
        request.HasStream || StoredAudio.IsHeld(request.Play, _open) ? null : RefusalReason.NoAudio));

    /// <summary>Takes a request: an order's is verified, fresh and in the ledger.</summary>
    public PlaybackDecision Accept(PlayRequest request) => new(_queue.Add(
        request, _clock.Now, request.Play.Priority < Priority.BlueAlert ? OwnVolume() ?? 100 : 100, _open));

    /// <summary>What the volume of each broadcast below an emergency is multiplied with, in percent; null for 100.</summary>
    public Func<int?> OwnVolume { get; set; } = () => null;

    /// <summary>The reading of stored audio that is under way, for a test that moves time itself.</summary>
    internal IEnumerable<Task> Reading => _sessions.Select(session => session.Assignment.Stored?.Reading ?? Task.CompletedTask);

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
            Report(assignment, PlaybackStage.Interrupted, reason, assignment.Before);
            assignment.Dispose();
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
    public void Dispose()
    {
        _sessions.ForEach(session => session.Dispose());
        _sessions.ForEach(session => session.Assignment.Dispose());
    }

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
            session.Suspend($"Displaced by '{higher.Play.Title}'.");
        }

        session.Assignment.ReadStore(now - session.Assignment.Play.StartAt);
        session.Step(MayWake(session));
        _health.Note(session.Fault);
        if (session.TakesStart())
        {
            Report(session.Assignment, session.Assignment.Before is null ? PlaybackStage.Started : PlaybackStage.Resumed, null, session.Evidence());
        }

        if (session.HasEnded)
        {
            Release(session, now);
        }

        if (session.IsOver)
        {
            End(session, now);
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

    private void Suspend(BroadcastSession session, string reason)
    {
        var assignment = session.Assignment;
        var evidence = session.FirstSampleAt is null ? null : session.Evidence();
        session.Dispose();
        _sessions.Remove(session);
        assignment.Playout.Resume();
        _queue.Suspend(assignment);
        if (evidence is not null)
        {
            assignment.Before = evidence;
            Report(assignment, PlaybackStage.Suspended, reason, evidence);
        }
    }

    private void End(BroadcastSession session, DateTimeOffset now)
    {
        if (session.Suspension is { } reason && session.Assignment.StopReason is null && session.Assignment.Claim.End > now + LeastRest)
        {
            Suspend(session, reason);
            return;
        }

        var (stage, detail) = session.Outcome();
        var evidence = session.Evidence();
        session.Dispose();
        session.Assignment.Dispose();
        _sessions.Remove(session);
        _queue.Remove(session.Assignment);
        Sounded?.Invoke(session.Assignment.Play.BroadcastId, session.Loudest);
        Report(session.Assignment, stage, detail, evidence);
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
            Detail = Protocol.Detail.Cut(detail),
            Evidence = evidence,
        });
}
