using System.Globalization;
using Quartz;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What Quartz fires: it says which occurrence is due and leaves everything else to <see cref="OccurrenceStarter"/>.</summary>
internal sealed class OccurrenceJob(OccurrenceStarter starter) : IJob
{
    public const string ScheduleId = "scheduleId";
    public const string StartsAt = "startsAt";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var schedule = Guid.Parse(context.MergedJobDataMap.GetString(ScheduleId)!);
        var startsAt = DateTimeOffset.Parse(context.MergedJobDataMap.GetString(StartsAt)!, CultureInfo.InvariantCulture);
        await starter.StartAsync(schedule, startsAt, cancellationToken);
    }
}
