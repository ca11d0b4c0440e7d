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
    /// <summary>How often <see cref="Step"/> wants to be called while something begins, ends or is live.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    // In the middle of what was recorded a block is due each 20 ms, and the output holds many.
    private static readonly TimeSpan SteadyPace = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan IdlePace = TimeSpan.FromMilliseconds(100);

    private readonly ControllerClock _clock;
    private readonly TimeProvider _time;
    private readonly SinkFactory _sinks;
    private readonly OpenStored _open;
    private readonly BroadcastQueue _queue;
    private readonly LinePlayer[] _lines;

    public BroadcastPlayer(
        Amplifier amplifier, ControllerClock clock, SinkFactory sinks, OpenStored open, TimeProvider time, IOptions<PlaybackOptions> options, ILogger<BroadcastPlayer> logger)
    {
        _clock = clock;
        _sinks = sinks;
        _open = open;
        _time = time;
        _queue = new BroadcastQueue(options.Value, sinks.Lines);
        _lines = [.. Enumerable.Range(0, sinks.Lines.Count).Select(line =>
            new LinePlayer(line, _queue, amplifier, sinks, clock, time, options.Value, logger))];
        Array.ForEach(_lines, line => line.Told += Tell);
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

    /// <summary>How many sound lines there are.</summary>
    public int LineCount => _lines.Length;

    /// <summary>The sound output and what is wrong with it.</summary>
    public SoundReading Sound => new() { Output = _sinks.Output, Fault = Faults() };

    /// <summary>How long before its first sample a broadcast of the store must be accepted so that it begins in time.</summary>
    public TimeSpan LeadTime => _lines[0].LeadTime;

    /// <summary>Whether nothing is on air and nothing waits.</summary>
    public bool IsIdle => _queue.IsEmpty;

    /// <summary>What is on air, or null; where lines carry different broadcasts, the highest of them.</summary>
    public OnAirState? OnAir => _queue.OnAir.Select(StateOf).FirstOrDefault();

    /// <summary>What else is on air, on other lines; null for nothing.</summary>
    public IReadOnlyList<OnAirState>? AlsoOnAir => _queue.OnAir is { Count: > 1 } all ? [.. all.Skip(1).Select(StateOf)] : null;

    /// <summary>Says what <see cref="Accept"/> would say, and does nothing.</summary>
    public PlaybackDecision Check(PlayRequest request) => new(_queue.Check(request, _clock.Now) ?? (
        request.HasStream || StoredAudio.IsHeld(request.Play, _open) ? null : RefusalReason.NoAudio));

    /// <summary>Takes a request: an order's is verified, fresh and in the ledger.</summary>
    public PlaybackDecision Accept(PlayRequest request) => new(_queue.Add(
        request, _clock.Now, request.Play.Priority < Priority.BlueAlert ? OwnVolume() ?? 100 : 100, _open));

    /// <summary>What the volume of each broadcast below an emergency is multiplied with, in percent; null for 100.</summary>
    public Func<int?> OwnVolume { get; set; } = () => null;

    /// <summary>The reading of stored audio that is under way, for a test that moves time itself.</summary>
    internal IEnumerable<Task> Reading => _lines.SelectMany(line => line.Reading);

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
            Tell(assignment, new BroadcastWord(PlaybackStage.Interrupted, reason, assignment.Before));
            assignment.Dispose();
        }

        Array.ForEach(_lines, line => line.Step(now));
        return Array.TrueForAll(_lines, line => line.IsIdle) ? IdlePace
            : Array.TrueForAll(_lines, line => line.IsIdle || line.IsSteady) ? SteadyPace : Pace;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_lines, line => line.Dispose());

    private string? Faults()
    {
        var faults = _lines.Select(line => line.Fault).OfType<string>().ToList();
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    private OnAirState StateOf(Assignment assignment) => new()
    {
        BroadcastId = assignment.Play.BroadcastId,
        PositionMs = (_clock.Now - assignment.Play.StartAt).Ticks / TimeSpan.TicksPerMillisecond,
        BufferedMs = assignment.Packets.Depth.Ticks / TimeSpan.TicksPerMillisecond,
        VolumePercent = (int)Math.Round(assignment.VolumePercent),
        Source = assignment.Source,
        JitterMs = assignment.Delay?.Hold is { } hold ? hold.Ticks / TimeSpan.TicksPerMillisecond : null,
    };

    private void Tell(Assignment assignment, BroadcastWord word)
    {
        var whole = assignment.Whole;
        if (whole.Take(assignment.Line, assignment.Target.Zones, word) is not { } said)
        {
            return;
        }

        if (said.IsLast)
        {
            Sounded?.Invoke(assignment.Play.BroadcastId, whole.Loudest);
        }

        Report(assignment, said);
    }

    private void Report(Assignment assignment, BroadcastWord said) =>
        Reported?.Invoke(new PlaybackReport
        {
            Version = WireVersion.Current,
            ReportId = Guid.NewGuid(),
            Gateway = assignment.Target.Gateway,
            At = _clock.Now,
            OrderId = assignment.Request.OrderId,
            BroadcastId = assignment.Play.BroadcastId,
            Stage = said.Stage,
            Origin = assignment.Request.Origin,
            ScheduleId = assignment.Request.ScheduleId,
            PlannedStart = assignment.Request.OrderId is null ? assignment.Play.StartAt : null,
            Detail = Protocol.Detail.Cut(said.Detail),
            Evidence = said.Evidence,
        });
}
