using System.Globalization;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Quartz;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>Keeps Quartz's triggers equal to the occurrences of the next hours, and writes down what has been missed.</summary>
internal sealed class FiringPlan(
    ISchedulerFactory quartz,
    ScheduleBook schedules,
    OccurrenceBook occurrences,
    ScheduleContent content,
    IDbContextFactory<TownDbContext> databases,
    DayBook days,
    IOptions<ScheduleOptions> options,
    TimeProvider time)
{
    private const string Group = "occurrences";
    private static readonly JobKey Job = new("start", Group);

    private sealed record Wanted(Guid ScheduleId, DateTimeOffset StartsAt, DateTimeOffset FiresAt);

    /// <summary>Adds the triggers that are missing and takes away those that nobody wants any more.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var scheduler = await quartz.GetScheduler(cancellationToken);
        var job = JobBuilder.Create<OccurrenceJob>().WithIdentity(Job).StoreDurably().Build();
        await scheduler.AddJob(job, AddJobOptions.Replacing, cancellationToken);
        var wanted = (await WantedAsync(cancellationToken)).ToDictionary(KeyOf);
        var present = await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals(Group), cancellationToken);
        foreach (var key in present.Where(key => !wanted.ContainsKey(key)))
        {
            await scheduler.UnscheduleJob(key, cancellationToken);
        }

        foreach (var (key, occurrence) in wanted.Where(pair => !present.Contains(pair.Key)))
        {
            await scheduler.ScheduleTrigger(TriggerOf(key, occurrence), TriggerConflict.Keep, cancellationToken);
        }
    }

    /// <summary>Writes a row for each occurrence of the past that has none and may not start any more.</summary>
    public async Task WriteMissedAsync(string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var taken = await occurrences.TakenAsync(now - options.Value.LookBack, now, cancellationToken);
        var calendar = await days.NowAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var plays = await content.ReadAsync(database, [], now, cancellationToken);
        foreach (var schedule in await schedules.ListAsync(cancellationToken))
        {
            var from = schedule.ChangedAt > now - options.Value.LookBack ? schedule.ChangedAt : now - options.Value.LookBack;
            foreach (var start in Occurrences.Between(schedule, calendar, from, now).Where(start => !taken.Contains((schedule.Id, start))))
            {
                if (!FiringRule.IsDue(start, (await plays.OfAsync(schedule, start, cancellationToken)).Length, options.Value.Grace, now))
                {
                    await occurrences.MissAsync(schedule.Id, start, reason, cancellationToken);
                }
            }
        }
    }

    private async Task<List<Wanted>> WantedAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (from, to) = (now - options.Value.Grace, now + options.Value.PlanAhead);
        var taken = await occurrences.TakenAsync(from, to, cancellationToken);
        var wanted = new List<Wanted>();
        var calendar = await days.NowAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var plays = await content.ReadAsync(database, [], to, cancellationToken);
        foreach (var schedule in await schedules.ListAsync(cancellationToken))
        {
            var begin = schedule.ChangedAt > from ? schedule.ChangedAt : from;
            foreach (var start in Occurrences.Between(schedule, calendar, begin, to).Where(start => !taken.Contains((schedule.Id, start))))
            {
                if (start > now || FiringRule.IsDue(start, (await plays.OfAsync(schedule, start, cancellationToken)).Length, options.Value.Grace, now))
                {
                    wanted.Add(new Wanted(schedule.Id, start, start - options.Value.AnnounceLead));
                }
            }
        }

        return wanted;
    }

    // The instant of firing is part of the name: with another lead the trigger is another one.
    private static TriggerKey KeyOf(Wanted wanted) => new(
        string.Create(CultureInfo.InvariantCulture, $"{wanted.ScheduleId:N} {wanted.StartsAt.UtcDateTime:O} {wanted.FiresAt.UtcDateTime:O}"), Group);

    // Whatever the delay, a trigger fires once and at once: FiringRule decides what is left to do.
    private static ITrigger TriggerOf(TriggerKey key, Wanted wanted) => TriggerBuilder.Create()
        .WithIdentity(key)
        .ForJob(Job)
        .UsingJobData(OccurrenceJob.ScheduleId, wanted.ScheduleId.ToString())
        .UsingJobData(OccurrenceJob.StartsAt, wanted.StartsAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))
        .StartAt(wanted.FiresAt)
        .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
        .Build();
}
