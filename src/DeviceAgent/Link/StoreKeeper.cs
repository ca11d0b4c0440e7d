using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Hosting;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Keeps the store as schedule and configuration need it: verifies what is there, fetches what is not, and says what will be missing.</summary>
internal sealed class StoreKeeper(
    InstalledConfiguration configuration,
    InstalledSchedule schedule,
    ControllerClock clock,
    AudioStore store,
    DiskReserve reserve,
    AudioFetcher fetcher,
    FaultBoard faults,
    TimeProvider time) : BackgroundService
{
    /// <summary>Audio that is due within this time and not there is a fault.</summary>
    public static readonly TimeSpan AudioWarning = TimeSpan.FromHours(24);

    /// <summary>A schedule that ends within this time is a fault.</summary>
    public static readonly TimeSpan ScheduleWarning = TimeSpan.FromDays(2);

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private readonly Bell _bell = new();

    /// <summary>One round: true when all that is needed is there.</summary>
    internal async Task<bool> RunOnceAsync(CancellationToken cancellation)
    {
        reserve.Restore();
        var needs = AudioNeed.Of(schedule.Current?.Schedule, configuration.Current.Configuration.AlertMessage, clock.Now);
        store.Want(needs);
        Tell(needs);
        var isWhole = true;
        foreach (var need in needs.Where(need => !store.TryVerify(need.Item.Sha256)))
        {
            var outcome = await fetcher.FetchAsync(need, cancellation);
            isWhole &= outcome == FetchOutcome.Held;
            if (outcome == FetchOutcome.Failed)
            {
                // Nobody answers, and will not for the next piece either.
                break;
            }
        }

        Tell(needs);
        return isWhole;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        schedule.Changed += _bell.Ring;
        configuration.Changed += _bell.Ring;
        store.Changed += _bell.Ring;
        try
        {
            for (var failures = 0; !stoppingToken.IsCancellationRequested;)
            {
                failures = await RunOnceAsync(stoppingToken) ? 0 : failures + 1;
                await PauseAsync(failures, stoppingToken);
            }
        }
        finally
        {
            schedule.Changed -= _bell.Ring;
            configuration.Changed -= _bell.Ring;
            store.Changed -= _bell.Ring;
        }
    }

    private async Task PauseAsync(int failures, CancellationToken cancellation)
    {
        var pause = failures == 0 ? Round : TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.ScaleB(1.0, Math.Min(failures, 10))));
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var wait = Task.Delay(pause, time, round.Token);
        if (failures > 0)
        {
            await wait;
            return;
        }

        await Task.WhenAny(wait, _bell.WaitAsync(round.Token));
        await round.CancelAsync();
    }

    private void Tell(IReadOnlyList<AudioNeed> needs)
    {
        var now = clock.Now;
        var missing = needs.FirstOrDefault(need => need.DueAt - now < AudioWarning && !store.Holds(need.Item.Sha256));
        faults.Set(FaultCode.AudioMissing, missing is not null, missing?.Title);
        faults.Set(FaultCode.ScheduleEnding, schedule.Current is { } held && held.Schedule.Until - now < ScheduleWarning);
    }
}
