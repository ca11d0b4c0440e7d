using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Schedules.Days;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>
/// Makes a broadcast of an occurrence, once: whoever inserts its row first starts it. One that meets its equals waits for
/// them while it is still due; else it is missed, with the reason.
/// </summary>
internal sealed partial class OccurrenceStarter(
    ScheduleBook schedules,
    OccurrenceBook occurrences,
    ScheduleContent content,
    DayBook days,
    BroadcastService broadcasts,
    IOptions<ScheduleOptions> options,
    TimeProvider time,
    ILogger<OccurrenceStarter> logger)
{
    // The gateways release their amplifiers after the end of what held them.
    private static readonly TimeSpan LetGo = TimeSpan.FromSeconds(1);

    /// <summary>Takes a firing; a doubled one, or one of a schedule that has changed since, does nothing.</summary>
    public async Task StartAsync(Guid scheduleId, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        var schedule = await schedules.FindAsync(scheduleId, cancellationToken);
        if (schedule is null || !Occurrences.Between(schedule, await days.NowAsync(cancellationToken), startsAt, startsAt.AddTicks(1)).Any())
        {
            LogOutdated(scheduleId, startsAt);
            return;
        }

        if (await occurrences.ClaimAsync(scheduleId, startsAt, cancellationToken))
        {
            await DecideAsync(schedule, startsAt, cancellationToken);
        }
    }

    /// <summary>Decides a claimed occurrence whose process died, by the same rule.</summary>
    public async Task ResumeAsync(Occurrence claimed, CancellationToken cancellationToken)
    {
        var broadcast = await broadcasts.FindAsync(claimed.ScheduleId, claimed.StartsAt, cancellationToken);
        var schedule = await schedules.FindAsync(claimed.ScheduleId, cancellationToken);
        if (broadcast is null && schedule is not null)
        {
            await DecideAsync(schedule, claimed.StartsAt, cancellationToken);
            return;
        }

        var reason = broadcast is null ? "排期已被删除" : null;
        await occurrences.DecideAsync(claimed.ScheduleId, claimed.StartsAt, broadcast, reason, cancellationToken);
    }

    private async Task DecideAsync(Schedule schedule, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        var (broadcastId, reason) = await TryAsync(schedule, startsAt, cancellationToken);
        await occurrences.DecideAsync(schedule.Id, startsAt, broadcastId, reason, cancellationToken);
        if (reason is not null)
        {
            LogMissed(schedule.Title, startsAt, reason);
        }
    }

    private async Task<(Guid? BroadcastId, string? Reason)> TryAsync(
        Schedule schedule, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        var (programmes, title) = await content.SettleAsync(schedule, startsAt, cancellationToken);
        if (programmes.Count == 0)
        {
            return (null, schedule.ColumnId is null ? "节目或节目单已不存在" : "栏目没有新的一期了");
        }

        var last = FiringRule.LastStart(startsAt, BroadcastContent.LengthOf(programmes), options.Value.Grace);
        while (time.GetUtcNow() is var now && now < last)
        {
            var start = await broadcasts.StartAsync(PlanOf(schedule, startsAt, programmes, title), cancellationToken);
            if (start.Blocked is not { } blocked)
            {
                return (start.Started?.Id, start.Problem?.Problem ?? start.Unreviewed);
            }

            if (blocked.Until >= last)
            {
                return (null, blocked.Reason);
            }

            var left = blocked.Until + LetGo - time.GetUtcNow();
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
        }

        return (null, $"触发太晚：最迟应在 {last:yyyy-MM-dd HH:mm:ss}Z 前开始");
    }

    private static BroadcastPlan PlanOf(Schedule schedule, DateTimeOffset startsAt, IReadOnlyList<Library.Programme> programmes, string title) => new()
    {
        Id = OccurrenceId.Of(schedule.Id, startsAt),
        Title = title,
        Programmes = programmes,
        Areas = schedule.Areas,
        VolumePercent = schedule.VolumePercent,
        Priority = schedule.Priority,
        StartAt = startsAt,
        ScheduleId = schedule.Id,
    };

    [LoggerMessage(LogLevel.Information, "A firing of schedule {Schedule} for {StartsAt} no longer stands in the plan.")]
    private partial void LogOutdated(Guid schedule, DateTimeOffset startsAt);

    [LoggerMessage(LogLevel.Warning, "The occurrence of \"{Title}\" at {StartsAt} was missed: {Reason}")]
    private partial void LogMissed(string title, DateTimeOffset startsAt, string reason);
}
