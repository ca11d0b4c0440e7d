using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules.Carried;

/// <summary>Schedules, areas, library and limits as they stood at one moment: what each gateway would play by itself follows from it.</summary>
internal sealed class CarriedPlan
{
    private readonly Dictionary<string, Gateway> _gateways;
    private readonly List<(Schedule Schedule, IReadOnlyList<(DateTimeOffset Start, StartContent Play)> Starts, Dictionary<string, IReadOnlyList<int>> Zones)> _schedules = [];
    private readonly HashSet<(Guid ScheduleId, DateTimeOffset StartsAt)> _settled = [];
    private readonly GatewayLimits _limits;

    private readonly TownDays _days;

    // A plan may be asked some moments after it was read.
    private static readonly TimeSpan Ahead = CarriedDocument.Reach + TimeSpan.FromHours(13);

    private CarriedPlan(IEnumerable<Gateway> gateways, TownDays days, GatewayLimits limits) =>
        (_gateways, _days, _limits) = (gateways.ToDictionary(gateway => gateway.Id, StringComparer.Ordinal), days, limits);

    /// <summary>Reads all of it; occurrences from <paramref name="now"/> on that are settled already are left out.</summary>
    public static async Task<CarriedPlan> ReadAsync(
        TownDbContext database, ScheduleContent content, GatewayLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var days = await TownDays.LoadAsync(database, cancellationToken);
        var plan = new CarriedPlan(await database.Gateways.AsNoTracking().ToListAsync(cancellationToken), days, limits);
        var until = now + Ahead;
        var plays = await content.ReadAsync(database, [], until, cancellationToken);
        foreach (var schedule in await database.Schedules.AsNoTracking().OrderBy(schedule => schedule.Id).ToListAsync(cancellationToken))
        {
            if (!tree.TryResolveTargets(schedule.Areas, out var targets, out _))
            {
                continue;
            }

            var starts = new List<(DateTimeOffset, StartContent)>();
            foreach (var start in Occurrences.Between(schedule, days, now, until))
            {
                // A gateway that is cut off plays what it carries: what is not approved is not carried.
                if (await plays.OfAsync(schedule, start, cancellationToken) is { Programmes.Count: > 0, Unreviewed: null } play)
                {
                    starts.Add((start, play));
                }
            }

            plan._schedules.Add((schedule, starts, targets.ToDictionary(target => target.Gateway, target => target.Zones, StringComparer.Ordinal)));
        }

        await plan.LeaveOutSettledAsync(database, now, cancellationToken);
        return plan;
    }

    /// <summary>What the gateway plays in [<paramref name="from"/>, <paramref name="to"/>), by start; nothing that its limits or the town's calendar refuse.</summary>
    public IReadOnlyList<CarriedStart> StartsOf(string gatewayId, DateTimeOffset from, DateTimeOffset to)
    {
        if (!_gateways.TryGetValue(gatewayId, out var gateway))
        {
            return [];
        }

        return [.. _schedules.Where(one => one.Zones.ContainsKey(gatewayId))
            .SelectMany(one => one.Starts
                .Where(each => each.Start >= from && each.Start < to && !_settled.Contains((one.Schedule.Id, each.Start)))
                .Where(each => _limits.RefusalOf(gateway, _days, each.Start, each.Play.Length) is null)
                .Select(each => new CarriedStart { StartAt = each.Start, Schedule = one.Schedule, Title = each.Play.Title, Zones = one.Zones[gatewayId], Programmes = each.Play.Programmes }))
            .OrderBy(start => start.StartAt).ThenBy(start => start.Schedule.Id)];
    }

    // Missed by the judgement of this controller, or called off before its start.
    private async Task LeaveOutSettledAsync(TownDbContext database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var missed = await database.Occurrences.AsNoTracking()
            .Where(occurrence => occurrence.StartsAt >= now && occurrence.State == OccurrenceState.Missed).ToListAsync(cancellationToken);
        _settled.UnionWith(missed.Select(occurrence => (occurrence.ScheduleId, occurrence.StartsAt)));
        var calledOff = await database.Broadcasts.AsNoTracking()
            .Where(broadcast => broadcast.PlannedStart >= now && broadcast.ScheduleId != null && broadcast.EndedAt != null).ToListAsync(cancellationToken);
        _settled.UnionWith(calledOff.Select(broadcast => (broadcast.ScheduleId!.Value, broadcast.PlannedStart)));
    }
}
