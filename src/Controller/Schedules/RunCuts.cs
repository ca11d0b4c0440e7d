using CloudBroadcast.Controller.Broadcasts;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>Foresees what becomes of planned runs by the rules that will judge them: arbitration at the gateways, and how late a run may start. Pure.</summary>
internal static class RunCuts
{
    /// <summary>In the order of time.</summary>
    /// <param name="run">The one that is of interest.</param>
    /// <param name="all">It and the others of its time.</param>
    /// <param name="grace">How late an occurrence may start.</param>
    public static IReadOnlyList<RunCut> Of(PlannedRun run, IEnumerable<PlannedRun> all, TimeSpan grace) =>
    [
        .. all.Where(other => other != run && other.StartsAt < run.EndsAt && run.StartsAt < other.EndsAt && other.Gateways.Overlaps(run.Gateways))
            .Select(other => Between(run, other, grace)).OfType<RunCut>().OrderBy(cut => cut.From),
    ];

    private static RunCut? Between(PlannedRun run, PlannedRun other, TimeSpan grace)
    {
        var shared = run.Gateways.Intersect(other.Gateways).Order(StringComparer.Ordinal).ToList();
        var (from, until) = (run.StartsAt > other.StartsAt ? run.StartsAt : other.StartsAt, run.EndsAt < other.EndsAt ? run.EndsAt : other.EndsAt);
        if ((other.StartsAt, other.ScheduleId).CompareTo((run.StartsAt, run.ScheduleId)) > 0)
        {
            return Arbitration.Judge(other.Priority, other.StartsAt, other.EndsAt, other.Gateways, AirOf(run)).Interrupted.Count > 0
                ? new RunCut(CutKind.Interrupted, other, shared, from, until)
                : new RunCut(CutKind.Overruns, other, shared, from, run.EndsAt);
        }

        if (Arbitration.Judge(run.Priority, run.StartsAt, run.EndsAt, run.Gateways, AirOf(other)).Blocking.Count == 0)
        {
            return null;
        }

        // Where it is free somewhere it starts there alone; else it waits as long as an occurrence may be late.
        var waits = shared.Count == run.Gateways.Count && until < FiringRule.LastStart(run.StartsAt, run.EndsAt - run.StartsAt, grace);
        return waits ? new RunCut(CutKind.Delayed, other, shared, from, until) : new RunCut(CutKind.Missed, other, shared, from, run.EndsAt);
    }

    private static IEnumerable<AirTime> AirOf(PlannedRun run) => run.Gateways.Select(gateway => new AirTime(
        OccurrenceId.Of(run.ScheduleId, run.StartsAt), run.Title, gateway, run.Priority, run.StartsAt, run.EndsAt));
}
