using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Schedules.Budgets;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What a plan would mean: when it sounds next, and what stands in its way.</summary>
internal sealed record PlanFindings
{
    public static readonly PlanFindings Nothing = new() { Next = [], Length = TimeSpan.Zero };

    /// <summary>Its first starts from now on, at most three.</summary>
    public required IReadOnlyList<DateTimeOffset> Next { get; init; }

    /// <summary>How long it sounds each time.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>The first run that has to wait for another one or is interrupted by it.</summary>
    public PlanClash? Loses { get; init; }

    /// <summary>The first run that interrupts another one or makes it wait.</summary>
    public PlanClash? Wins { get; init; }

    /// <summary>The first run that some villages, or all, will not sound.</summary>
    public PlannedRun? Held { get; init; }

    /// <summary>The day and village that is furthest over its budget.</summary>
    public PlanBudget? Over { get; init; }
}

/// <summary>Two runs want the same loudspeakers.</summary>
/// <param name="Run">The one that is planned.</param>
/// <param name="Other">The one that is there.</param>
/// <param name="Villages">How many gateways they share.</param>
/// <param name="Days">On how many days of those looked at this happens.</param>
/// <param name="Free">The next start of that day at which nothing would collide; null when there is none.</param>
internal sealed record PlanClash(PlannedRun Run, PlannedRun Other, int Villages, int Days, DateTimeOffset? Free);

/// <summary>More minutes of loudspeaker than a village's day has.</summary>
internal sealed record PlanBudget(DateOnly Day, string GatewayId, TimeSpan Sounds, TimeSpan Budget, int Days);

/// <summary>Looks at writes of schedules before they are made, over five weeks from their first day.</summary>
internal sealed class PlanCheck(
    IDbContextFactory<TownDbContext> databases, Outlook outlook, BudgetBook budgets, TownZone town, TimeProvider time)
{
    private static readonly TimeSpan Reach = TimeSpan.FromDays(35);
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(400);

    // Starts are offered on the whole minute, up to this long after the wish.
    private static readonly TimeSpan Search = TimeSpan.FromHours(3);

    /// <summary>What the last write that makes or replaces would mean.</summary>
    public async Task<PlanFindings> LookAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken)
    {
        if (steps.LastOrDefault(step => step.Wanted is not null) is not { Wanted: { } wanted } step)
        {
            return PlanFindings.Nothing;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var touched = steps.Select(each => each.Id).ToHashSet();
        var others = await database.Schedules.AsNoTracking().Where(schedule => !touched.Contains(schedule.Id)).ToListAsync(cancellationToken);
        others.AddRange(steps.Where(each => each != step && each.Wanted is not null).Select(each => Draft(each.Id, each.Wanted!)));

        var now = time.GetUtcNow();
        var own = await outlook.RunsAsync(database, tree, [Draft(step.Id, wanted)], now, now + Farthest, cancellationToken);
        if (own is not [{ StartsAt: var first }, ..])
        {
            return PlanFindings.Nothing;
        }

        var runs = own.TakeWhile(run => run.StartsAt < first + Reach).ToList();
        var around = await outlook.RunsAsync(database, tree, others, first - TimeSpan.FromDays(1), first + Reach + TimeSpan.FromDays(1), cancellationToken);
        var figures = await budgets.NowAsync(database, cancellationToken);
        var villages = await database.Gateways.AsNoTracking().ToDictionaryAsync(gateway => gateway.Id, gateway => gateway.AreaCode, StringComparer.Ordinal, cancellationToken);
        return Judge(runs, around, gateway => TimeSpan.FromMinutes(figures.Of(villages[gateway])), wanted.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : town.Zone);
    }

    /// <summary>Compares the planned runs, ascending and at least one, with those around them. Pure.</summary>
    /// <param name="runs">What is planned.</param>
    /// <param name="around">What is there.</param>
    /// <param name="budget">How long a gateway's loudspeakers may sound on a day.</param>
    /// <param name="zone">In which days are meant.</param>
    public static PlanFindings Judge(IReadOnlyList<PlannedRun> runs, IReadOnlyList<PlannedRun> around, Func<string, TimeSpan> budget, TimeZoneInfo zone)
    {
        var clashes = runs.Select(run => (run, Outlook.ConflictsOf(run, around))).ToList();
        return new PlanFindings
        {
            Next = [.. runs.Take(3).Select(run => run.StartsAt)],
            Length = runs[0].EndsAt - runs[0].StartsAt,
            Loses = Clash(clashes, around, wins: false),
            Wins = Clash(clashes, around, wins: true),
            Held = runs.FirstOrDefault(run => run.HeldBack.Count > 0),
            Over = Over(runs, around, budget, zone),
        };
    }

    private static PlanClash? Clash(List<(PlannedRun Run, IReadOnlyList<RunConflict> Conflicts)> clashes, IReadOnlyList<PlannedRun> around, bool wins)
    {
        var all = clashes.Where(each => each.Conflicts.Any(conflict => conflict.Wins == wins)).ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var (run, conflicts) = all[0];
        var conflict = conflicts.First(each => each.Wins == wins);
        var other = around.First(each => each.ScheduleId == conflict.WithScheduleId && each.StartsAt == conflict.WithStartsAt);
        return new PlanClash(run, other, conflict.Gateways.Count, all.Count, FreeAfter(run, around));
    }

    private static DateTimeOffset? FreeAfter(PlannedRun run, IReadOnlyList<PlannedRun> around)
    {
        var length = run.EndsAt - run.StartsAt;
        for (var start = run.StartsAt; start <= run.StartsAt + Search;)
        {
            var inTheWay = around.Where(other => other.Gateways.Overlaps(run.Gateways) && other.StartsAt < start + length && start < other.EndsAt).ToList();
            if (inTheWay.Count == 0)
            {
                return start;
            }

            var end = inTheWay.Max(other => other.EndsAt);
            start = end.AddTicks((TimeSpan.TicksPerMinute - end.Ticks % TimeSpan.TicksPerMinute) % TimeSpan.TicksPerMinute);
        }

        return null;
    }

    private static PlanBudget? Over(IReadOnlyList<PlannedRun> runs, IReadOnlyList<PlannedRun> around, Func<string, TimeSpan> budget, TimeZoneInfo zone)
    {
        var days = runs.GroupBy(run => DayOf(run, zone)).ToDictionary(day => day.Key, day => day.ToList());
        var over = (
            from run in around.Concat(runs)
            let day = DayOf(run, zone)
            where days.ContainsKey(day)
            from gateway in run.Gateways
            where days[day].Any(own => own.Gateways.Contains(gateway))
            group run.EndsAt - run.StartsAt by (day, gateway) into sum
            let sounds = sum.Aggregate(TimeSpan.Zero, (one, other) => one + other)
            where sounds > budget(sum.Key.gateway)
            orderby sounds - budget(sum.Key.gateway) descending, sum.Key.day, sum.Key.gateway
            select (sum.Key.day, sum.Key.gateway, sounds)).ToList();
        return over is [var worst, ..] ? new PlanBudget(worst.day, worst.gateway, worst.sounds, budget(worst.gateway), over.DistinctBy(each => each.day).Count()) : null;
    }

    private static DateOnly DayOf(PlannedRun run, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(run.StartsAt, zone).DateTime);

    private Schedule Draft(Guid id, ScheduleRequest wanted) => new(id, wanted, town.Id, time.GetUtcNow());
}
