using System.Threading.Channels;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Schedules.Episodes;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>
/// At the start decides what was left over; then writes the firing plan after each change of a schedule or of the calendar and every so often.
/// </summary>
internal sealed partial class FiringLoop(
    FiringPlan plan,
    ScheduleBook schedules,
    DayBook days,
    OccurrenceBook occurrences,
    EpisodeBook episodes,
    OccurrenceStarter starter,
    IOptions<ScheduleOptions> options,
    TimeProvider time,
    ILogger<FiringLoop> logger) : BackgroundService
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        schedules.Changed += Wake;
        days.Changed += Wake;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        schedules.Changed -= Wake;
        days.Changed -= Wake;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var claimed = await occurrences.ClaimedAsync(stoppingToken);
        await episodes.SettlePassedAsync(stoppingToken);
        await plan.WriteMissedAsync("控制器当时没有运行", stoppingToken);
        await Task.WhenAll([PlanAsync(stoppingToken), .. claimed.Select(one => starter.ResumeAsync(one, stoppingToken))]);
    }

    private async Task PlanAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await episodes.SettlePassedAsync(stoppingToken);
                await plan.WriteAsync(stoppingToken);
                await plan.WriteMissedAsync("没有在时限内触发", stoppingToken);
            }
#pragma warning disable CA1031 // A database that is busy or gone for a while must not end the firing for ever; the next round tries again.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var pause = new CancellationTokenSource(options.Value.PlanEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, pause.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The time is over without a change.
        }
    }

    private void Wake() => _changes.Writer.TryWrite(true);

    [LoggerMessage(LogLevel.Error, "The firing plan could not be written.")]
    private partial void LogFailed(Exception error);
}
