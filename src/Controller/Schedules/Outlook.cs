using System.Globalization;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>A planned run, with what it collides with.</summary>
internal sealed record PlannedRun
{
    public required Guid ScheduleId { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required IReadOnlyList<string> Areas { get; init; }

    public required Priority Priority { get; init; }

    public required int VolumePercent { get; init; }

    /// <summary>What became of it; null while nobody has claimed it.</summary>
    public OccurrenceState? State { get; init; }

    public string? Reason { get; init; }

    public Guid? BroadcastId { get; init; }

    /// <summary>The gateways that shall sound.</summary>
    public required IReadOnlySet<string> Gateways { get; init; }

    /// <summary>Why it will not go on air as things stand: which programme has not passed its review.</summary>
    public string? Unreviewed { get; init; }

    /// <summary>The gateways that are meant and will not sound, each with why: their limits, or the town's calendar.</summary>
    public IReadOnlyDictionary<string, string> HeldBack { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<RunConflict> Conflicts { get; init; } = [];
}

/// <summary>Two runs want the same gateways at the same time: the other one, where and when, and which of the two is heard.</summary>
internal sealed record RunConflict
{
    public required Guid WithScheduleId { get; init; }

    public required DateTimeOffset WithStartsAt { get; init; }

    public required IReadOnlyList<string> Gateways { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>Whether the run that this stands at is the one that is heard.</summary>
    public required bool Wins { get; init; }

    /// <summary>For people.</summary>
    public required string Message { get; init; }
}

/// <summary>What will sound: the occurrences of all schedules in a window, with what became of them and where they collide.</summary>
internal sealed class Outlook(IDbContextFactory<TownDbContext> databases, ScheduleContent content, GatewayLimits limits)
{
    /// <summary>Runs that start in [<paramref name="from"/>, <paramref name="to"/>), ascending; of one area alone when named.</summary>
    public async Task<IReadOnlyList<PlannedRun>> BetweenAsync(
        DateTimeOffset from, DateTimeOffset to, string? area, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var runs = await RunsAsync(database, tree, await database.Schedules.AsNoTracking().ToListAsync(cancellationToken), from, to, cancellationToken);
        var wanted = area is null ? null : GatewaysOf(tree, [area]);
        return [.. WithConflicts(runs).Where(run => wanted is null || run.Gateways.Overlaps(wanted)).OrderBy(run => run.StartsAt)];
    }

    /// <summary>The runs of these schedules, which need not stand in the book, without their conflicts.</summary>
    public async Task<IReadOnlyList<PlannedRun>> RunsAsync(
        TownDbContext database, AreaTree tree, IEnumerable<Schedule> schedules, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var days = await TownDays.LoadAsync(database, cancellationToken);
        var gateways = await database.Gateways.AsNoTracking().ToDictionaryAsync(gateway => gateway.Id, StringComparer.Ordinal, cancellationToken);
        var known = await database.Occurrences.AsNoTracking()
            .Where(occurrence => occurrence.StartsAt >= from && occurrence.StartsAt < to)
            .ToDictionaryAsync(occurrence => (occurrence.ScheduleId, occurrence.StartsAt), cancellationToken);
        var runs = new List<PlannedRun>();
        var wanted = schedules.ToList();
        var plays = await content.ReadAsync(database, wanted, to, cancellationToken);
        foreach (var schedule in wanted)
        {
            var meant = GatewaysOf(tree, schedule.Areas);
            foreach (var start in Occurrences.Between(schedule, days, from, to))
            {
                var play = await plays.OfAsync(schedule, start, cancellationToken);
                var run = Run(schedule, start, play, meant, HeldBack(start, play.Length), known.GetValueOrDefault((schedule.Id, start)));
                runs.Add(run.State is null ? run with { Unreviewed = play.Unreviewed } : run);
            }

            Dictionary<string, string> HeldBack(DateTimeOffset start, TimeSpan length) => meant
                .Select(id => limits.RefusalOf(gateways[id], days, start, length)).OfType<LimitRefusal>()
                .ToDictionary(refusal => refusal.GatewayId, refusal => refusal.Reason ?? refusal.Problem, StringComparer.Ordinal);
        }

        return runs;
    }

    /// <summary>Writes into each run with which others it shares a gateway at the same time. Pure.</summary>
    public static IEnumerable<PlannedRun> WithConflicts(IReadOnlyCollection<PlannedRun> runs) =>
        runs.Select(run => run with { Conflicts = ConflictsOf(run, runs) });

    /// <summary>With which of those a run shares a gateway at the same time. Pure.</summary>
    public static IReadOnlyList<RunConflict> ConflictsOf(PlannedRun run, IEnumerable<PlannedRun> others) =>
    [
        .. others.Where(other => other != run && other.StartsAt < run.EndsAt && run.StartsAt < other.EndsAt)
            .Where(other => other.Gateways.Overlaps(run.Gateways)).Select(other => Conflict(run, other)),
    ];

    private static RunConflict Conflict(PlannedRun run, PlannedRun other)
    {
        var wins = run.Priority != other.Priority ? run.Priority > other.Priority
            : (run.StartsAt, run.ScheduleId).CompareTo((other.StartsAt, other.ScheduleId)) < 0;
        var from = run.StartsAt > other.StartsAt ? run.StartsAt : other.StartsAt;
        var until = run.EndsAt < other.EndsAt ? run.EndsAt : other.EndsAt;
        var shared = run.Gateways.Intersect(other.Gateways).Order(StringComparer.Ordinal).ToList();
        var seconds = Math.Ceiling((until - from).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var then = wins ? "本场次先播" : "本场次让位";
        return new RunConflict
        {
            WithScheduleId = other.ScheduleId,
            WithStartsAt = other.StartsAt,
            Gateways = shared,
            From = from,
            Until = until,
            Wins = wins,
            Message = $"「{run.Title}」与「{other.Title}」在 {shared.Count} 个终端上重叠 {seconds} 秒，{then}",
        };
    }

    private static PlannedRun Run(
        Schedule schedule, DateTimeOffset start, StartContent play, IReadOnlySet<string> meant, Dictionary<string, string> heldBack, Occurrence? known) => new()
        {
            ScheduleId = schedule.Id,
            Title = play.Title,
            StartsAt = start,
            EndsAt = start + play.Length,
            Areas = schedule.Areas,
            Priority = schedule.Priority,
            VolumePercent = schedule.VolumePercent,
            State = known?.State,
            Reason = known?.Reason,
            BroadcastId = known?.BroadcastId,
            Gateways = meant.Where(gateway => !heldBack.ContainsKey(gateway)).ToHashSet(StringComparer.Ordinal),
            HeldBack = heldBack,
        };

    private static HashSet<string> GatewaysOf(AreaTree tree, IReadOnlyList<string> areas) =>
        tree.TryResolveTargets(areas, out var targets, out _) ? [.. targets.Select(target => target.Gateway)] : [];
}
