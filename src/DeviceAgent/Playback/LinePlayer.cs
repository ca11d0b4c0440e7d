using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>What one line plays, now and next; the playout thread's.</summary>
internal sealed class LinePlayer : IDisposable
{
    // Opening a sound output and 40 readings of its delay.
    private static readonly TimeSpan Preparation = TimeSpan.FromMilliseconds(700);

    // What must be due so that a lower one has faded and left the output.
    private static readonly TimeSpan FadeTime = TimeSpan.FromMilliseconds(300);

    // Whoever is due so soon after the end begins at once: the amplifier would only just have gone to sleep.
    private static readonly TimeSpan HandOverTime = TimeSpan.FromSeconds(2);

    // Less than this is not worth waking the amplifier again.
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(1);

    private readonly int _line;
    private readonly BroadcastQueue _queue;
    private readonly Amplifier _amplifier;
    private readonly SinkFactory _sinks;
    private readonly ControllerClock _clock;
    private readonly TimeProvider _time;
    private readonly PlaybackOptions _options;
    private readonly ILogger _logger;
    private readonly SoundHealth _health;

    // The one on air, and the one that is made ready behind it.
    private readonly List<BroadcastSession> _sessions = [];

    public LinePlayer(
        int line, BroadcastQueue queue, Amplifier amplifier, SinkFactory sinks, ControllerClock clock, TimeProvider time, PlaybackOptions options, ILogger logger)
    {
        _line = line;
        _queue = queue;
        _amplifier = amplifier;
        _sinks = sinks;
        _clock = clock;
        _time = time;
        _options = options;
        _logger = logger;
        _health = new SoundHealth(sinks, line, time, logger);
    }

    /// <summary>A part of a broadcast started, was suspended, resumed or ended.</summary>
    public event Action<Assignment, BroadcastWord>? Told;

    /// <summary>What is wrong with its sound output, or null.</summary>
    public string? Fault => _health.Fault;

    /// <summary>Whether nothing is on air or made ready.</summary>
    public bool IsIdle => _sessions.Count == 0;

    /// <summary>Whether it is in the middle of something recorded, with nothing behind it.</summary>
    public bool IsSteady => _sessions is [{ IsSteady: true }];

    /// <summary>How long before its first sample a broadcast of the store must be accepted so that it begins in time.</summary>
    public TimeSpan LeadTime => WakeTime + _options.BufferTime + 5 * BroadcastPlayer.Pace + Preparation;

    /// <summary>The reading of stored audio that is under way, for a test that moves time itself.</summary>
    internal IEnumerable<Task> Reading => _sessions.Select(session => session.Assignment.Stored?.Reading ?? Task.CompletedTask);

    /// <summary>Does what is due.</summary>
    public void Step(DateTimeOffset now)
    {
        foreach (var session in _sessions.ToArray())
        {
            Follow(session, now);
        }

        TakeNext(now);
        if (IsIdle)
        {
            _health.Probe();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.ForEach(session => session.Dispose());
        _sessions.ForEach(session => session.Assignment.Dispose());
    }

    // Each other line may be just at the relays.
    private TimeSpan WakeTime => _amplifier.WakeTime + (_sinks.Lines.Count - 1) * _amplifier.TurnTime;

    // A block may stand in the output for its whole buffer, and the amplifier must be awake when it is written.
    private DateTimeOffset WakeAt(Assignment assignment) =>
        assignment.Play.StartAt - WakeTime - _options.Fill(assignment.Play.Live) - 5 * BroadcastPlayer.Pace;

    private DateTimeOffset OpenAt(Assignment assignment) => WakeAt(assignment) - Preparation;

    // What begins right behind the one on air is made ready beside it; what overlaps with it waits until it has ended.
    private void TakeNext(DateTimeOffset now)
    {
        var due = _sessions switch
        {
            [] => _queue.TakeDue(_line, now, OpenAt),
            [{ HasEnded: false } running] => _queue.TakeDue(_line, now, OpenAt, notBefore: running.Assignment.Claim.End),
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
        var output = new SoundLine(() => _sinks.Open(play.BroadcastId, _line), _options.ReopenAfter, _time);
        var cue = new AmplifierCue(_amplifier, _sinks.Lines.RelaysOf(_line), assignment.Target.Zones.ToHashSet(), _time, () => _clock.Now);
        _sessions.Add(new BroadcastSession(assignment, output, cue, _clock, _time, _options, WakeAt(assignment)));
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
            Tell(session.Assignment, session.Assignment.Before is null ? PlaybackStage.Started : PlaybackStage.Resumed, null, session.Evidence());
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

        if (_sessions.Count == 1 && _queue.TakeDue(_line, now + HandOverTime, OpenAt) is { } next)
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
        assignment.Whole.Hear(session.Loudest);
        _queue.Suspend(assignment);
        if (evidence is not null)
        {
            assignment.Before = evidence;
            Tell(assignment, PlaybackStage.Suspended, reason, evidence);
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
        session.Assignment.Whole.Hear(session.Loudest);
        Tell(session.Assignment, stage, detail, evidence);
        PlaybackLog.Ended(_logger, session.Assignment.Play.BroadcastId, stage, detail);
    }

    private void Tell(Assignment assignment, PlaybackStage stage, string? detail, PlaybackEvidence? evidence) =>
        Told?.Invoke(assignment, new BroadcastWord(stage, detail, evidence));
}
