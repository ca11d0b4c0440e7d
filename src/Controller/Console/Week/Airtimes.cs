using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Console.Town;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>How long the loudspeakers of each village sound on a day; where something is held back, it does not count. Pure.</summary>
internal static class Airtimes
{
    /// <summary>In the order of the villages of the strips; none when nothing is planned.</summary>
    public static IReadOnlyList<(string Village, TimeSpan Sounds)> Of(IReadOnlyCollection<RunView> runs) =>
        runs.Count == 0 ? [] :
        [
            .. runs.First().Strip.Cells.Select((cell, index) => (
                cell.Village,
                runs.Where(run => run.Strip.Cells[index].Cell is not Cell.None && !run.HeldVillages.Contains(cell.Village) && run.State is not (RunState.Missed or RunState.Lacking))
                    .Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Length))),
        ];

    /// <summary>The village that has least left of its minutes, with them; the first of those that are alike.</summary>
    public static (string Village, TimeSpan Sounds)? Tightest(IReadOnlyCollection<RunView> runs, IReadOnlyDictionary<string, int> budgets) =>
        Of(runs) is { Count: > 0 } all ? all.MaxBy(each => each.Sounds - TimeSpan.FromMinutes(budgets[each.Village])) : null;
}
