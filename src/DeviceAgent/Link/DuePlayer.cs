using System.Collections.Concurrent;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Plays the occurrences of the gateway's own schedule at their time, whether the controller is reached or not, each broadcast
/// once (docs/wire/mqtt.md, rule 13); and puts on record the ones that did not begin.
/// </summary>
internal sealed partial class DuePlayer(
    InstalledConfiguration configuration,
    InstalledSchedule schedule,
    ControllerClock clock,
    Ledger ledger,
    PlayoutDoor playout,
    ReportDesk reports,
    TimeProvider time,
    ILogger<DuePlayer> logger) : BackgroundService, IHostedLifecycleService
{
    /// <summary>An order for the same occurrence comes earlier than this before its start, so that the two do not race.</summary>
    public static readonly TimeSpan LeastLead = TimeSpan.FromSeconds(8);

    private const string Stopped = "stopped before it began";
    private const string Cut = "the gateway ended in the middle of it";
    private const string WasOff = "the gateway was off, or did not know the time";

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    // The word that a broadcast has ended comes a moment after its end.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<Guid> _ended = new();
    private readonly Bell _bell = new();

    // Why what is due has not begun yet.
    private readonly Dictionary<Guid, RefusalReason> _misses = [];
    private DateTimeOffset? _knowsTimeSince;

    /// <summary>How long these pieces sound, in whole milliseconds, rounded up.</summary>
    public static long LengthMs(IEnumerable<PlayItem> items) =>
        (long)Math.Ceiling(items.Sum(item => (double)item.LengthSamples) * 1000 / Opus.SampleRate);

    /// <summary>One round; for a test that owns the clock. Used by one thread at a time.</summary>
    internal void RunOnce()
    {
        lock (ledger.Turn)
        {
            TakeEnds_NeedsTurn();
            if (clock.Standing is TimeStanding.None)
            {
                return;
            }

            var now = clock.Now;
            _knowsTimeSince = _knowsTimeSince is { } known && known <= now ? known : now;
            var lead = Lead();
            foreach (var own in Occurrences(now + lead))
            {
                Follow_NeedsTurn(own, now);
            }
        }
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What fades out when the agent is stopped is over, too.
    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken)
    {
        playout.Reported -= Note;
        lock (ledger.Turn)
        {
            TakeEnds_NeedsTurn();
        }

        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        playout.Reported += Note;
        schedule.Changed += _bell.Ring;
        try
        {
            while (true)
            {
                RunOnce();
                await WaitAsync(stoppingToken);
            }
        }
        finally
        {
            schedule.Changed -= _bell.Ring;
        }
    }

    // On the playout thread, which must not wait for the disk.
    internal void Note(PlaybackReport report)
    {
        if (report.BroadcastId is { } broadcast && report.Stage is PlaybackStage.Finished or PlaybackStage.Interrupted or PlaybackStage.Failed)
        {
            _ended.Enqueue(broadcast);
            _bell.Ring();
        }
    }

    private void TakeEnds_NeedsTurn()
    {
        while (_ended.TryDequeue(out var broadcast))
        {
            ledger.End(broadcast, clock.Now);
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(Round, time, round.Token), _bell.WaitAsync(round.Token));
        await round.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private TimeSpan Lead()
    {
        var needed = playout.LeadTime() + Margin;
        return needed > LeastLead ? needed : LeastLead;
    }

    private IEnumerable<OwnPlay> Occurrences(DateTimeOffset before)
    {
        if (schedule.Current?.Schedule is not { } current)
        {
            yield break;
        }

        foreach (var play in current.Plays)
        {
            foreach (var start in play.Starts.TakeWhile(start => start.StartAt <= before).Where(start => !ledger.Memory.IsOver(start.BroadcastId)).ToList())
            {
                yield return Of(current, play, start);
            }
        }
    }

    private OwnPlay Of(GatewaySchedule current, ScheduledPlay play, ScheduledStart start)
    {
        IReadOnlyList<PlayItem> items = [.. play.Items.Select(place => current.Items[place])];
        var order = new PlayOrder
        {
            BroadcastId = start.BroadcastId,
            StreamId = Guid.Empty,
            Title = play.Title,
            Priority = play.Priority,
            Live = false,
            StartAt = start.StartAt,
            LongestPlayMs = LengthMs(items),
            VolumePercent = play.VolumePercent,
            Items = items,
        };
        var fitted = configuration.Current.Configuration.Zones;
        return new OwnPlay(
            PlaybackOrigin.Schedule,
            order,
            new OrderTarget { Gateway = current.Gateway, Zones = play.Zones.Count == 0 ? fitted : [.. play.Zones.Where(fitted.Contains).Distinct().Order()] },
            play.ScheduleId);
    }

    private void Follow_NeedsTurn(OwnPlay own, DateTimeOffset now)
    {
        var end = own.Play.StartAt + TimeSpan.FromMilliseconds(own.Play.LongestPlayMs);
        var hasBegun = ledger.Memory.HasBegun(own.Play.BroadcastId);
        if (ledger.Memory.OrdinaryStoppedAt >= own.Play.StartAt)
        {
            // What was begun tells its own end, unless the agent was killed before it could.
            if (!hasBegun || end + LastWord <= now)
            {
                Close_NeedsTurn(own, PlaybackStage.Interrupted, null, Stopped, now);
            }
        }
        else if (end > now)
        {
            Try_NeedsTurn(own, hasBegun, now);
        }
        else if (!hasBegun)
        {
            var wasOff = end <= _knowsTimeSince;
            Close_NeedsTurn(
                own, PlaybackStage.Missed, _misses.GetValueOrDefault(own.Play.BroadcastId, wasOff ? RefusalReason.NoTime : RefusalReason.Expired), wasOff ? WasOff : null, now);
        }
        else if (end + LastWord <= now)
        {
            Close_NeedsTurn(own, PlaybackStage.Interrupted, null, Cut, now);
        }
    }

    private void Try_NeedsTurn(OwnPlay own, bool hasBegun, DateTimeOffset now)
    {
        var keeper = new GateKeeper(configuration.Current.Configuration, playout.LongestPlay);
        var miss = own.Target.Zones.Count == 0
            ? RefusalReason.NotAddressed
            : OrderGate.FirstMissOfDue(own, keeper, now, ledger.Memory, playout.JudgeOwn);
        if (miss is RefusalReason.Duplicate)
        {
            // Playback has it already.
            return;
        }

        if (miss is null && !hasBegun && !ledger.TryBegin(own.Play.BroadcastId, own.Play.StartAt, now))
        {
            miss = RefusalReason.Ledger;
        }

        miss ??= playout.AcceptOwn(own);
        if (miss is { } reason)
        {
            if (!_misses.TryGetValue(own.Play.BroadcastId, out var known) || known != reason)
            {
                _misses[own.Play.BroadcastId] = reason;
                LogWaits(own.Play.Title, own.Play.StartAt, reason);
            }
        }
        else if (hasBegun)
        {
            LogResumed(own.Play.Title, own.Play.StartAt);
        }
        else
        {
            LogTaken(own.Play.Title, own.Play.StartAt);
            reports.PostOwn(PlaybackStage.Received, own);
        }
    }

    private void Close_NeedsTurn(OwnPlay own, PlaybackStage stage, RefusalReason? reason, string? detail, DateTimeOffset now)
    {
        ledger.End(own.Play.BroadcastId, now);
        _misses.Remove(own.Play.BroadcastId);
        LogClosed(own.Play.Title, own.Play.StartAt, stage, reason?.ToString() ?? detail);
        reports.PostOwn(stage, own, reason, detail);
    }

    [LoggerMessage(LogLevel.Information, "Schedule: '{Title}' at {StartAt:O} is due")]
    private partial void LogTaken(string title, DateTimeOffset startAt);

    [LoggerMessage(LogLevel.Warning, "Schedule: '{Title}' at {StartAt:O} was begun before this program was started and goes on")]
    private partial void LogResumed(string title, DateTimeOffset startAt);

    [LoggerMessage(LogLevel.Warning, "Schedule: '{Title}' at {StartAt:O} can't begin yet: {Reason}")]
    private partial void LogWaits(string title, DateTimeOffset startAt, RefusalReason reason);

    [LoggerMessage(LogLevel.Warning, "Schedule: '{Title}' at {StartAt:O}: {Stage}, {Reason}")]
    private partial void LogClosed(string title, DateTimeOffset startAt, PlaybackStage stage, string? reason);
}
