using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Schedules;
using Microsoft.Extensions.Localization;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>One thing that a plan would run into: what, why, what to do.</summary>
/// <param name="Look">How bad.</param>
/// <param name="Title">What.</param>
/// <param name="Sentence">Why, and what to do.</param>
/// <param name="Offer">A time that would do; null where none is offered.</param>
internal sealed record PlanSay(Look Look, string Title, string Sentence, TimeOnly? Offer = null);

/// <summary>Says what the check of a plan found.</summary>
internal sealed class PlanSentences(TownTime time, IStringLocalizer<WeekWords> words)
{
    private static Look Quiet => Look.Warn with { Icon = "moon" };
    private static Look Loud => Look.Warn with { Icon = "volume" };

    public IEnumerable<PlanSay> Of(PlanFindings found, PlanChoices choices)
    {
        if (found.Next.Count == 0)
        {
            yield return new PlanSay(Look.Warn, words["照这样排，一场都不会播"], words["请看看日子和起止：从今天起一年里没有这样的日子。"]);
        }

        if (found.Loses is { } loses)
        {
            yield return Losing(loses);
        }

        if (found.Wins is { } wins)
        {
            yield return new PlanSay(
                Look.Warn,
                wins.Run.Priority > wins.Other.Priority ? words["会打断《{0}》", wins.Other.Title] : words["《{0}》要等这一场播完", wins.Other.Title],
                words["{0} 的《{1}》，在 {2} 个村。不想这样，就换一个时间，或者这几个村不选。", When(wins.Other.StartsAt), wins.Other.Title, wins.Villages] + Often(wins.Days));
        }

        if (found.Held is { } held)
        {
            yield return new PlanSay(
                Quiet,
                held.Gateways.Count == 0 ? words["{0} 这一场哪里都不响", When(held.StartsAt)] : words["{0} 这一场有村不响", When(held.StartsAt)],
                string.Join("；", held.HeldBack.GroupBy(each => each.Value, each => each.Key).Select(group => $"{Villages(choices, [.. group])}：{group.Key}")));
        }

        if (found.Over is { } over)
        {
            yield return new PlanSay(
                Loud,
                words["{0}响得太多", $"{time.NearDay(over.Day)} {TownTime.Weekday(over.Day)}"],
                words["{0}这一天会响 {1} 分，一天的额度是 {2} 分。请挪到别的日子，或者少放一场。", choices.VillageOf(over.GatewayId), Math.Ceiling(over.Sounds.TotalMinutes), over.Budget.TotalMinutes]
                    + Often(over.Days));
        }
    }

    /// <summary>明天 周三 07:00.</summary>
    public string When(DateTimeOffset instant) => $"{time.NearDay(time.DayOf(instant))} {TownTime.Weekday(time.DayOf(instant))} {time.Clock(instant)}";

    private PlanSay Losing(PlanClash clash)
    {
        var (run, other) = (clash.Run, clash.Other);
        var why = other.Priority > run.Priority
            ? words["它的级别高，这一场会给它让路。"]
            : words["两场同级，先开始的先播，这一场等得超过 1 分钟就不播。"];
        var offer = clash.Free is { } free && time.DayOf(free) == time.DayOf(run.StartsAt) ? TimeOnly.FromDateTime(time.LocalOf(free)) : (TimeOnly?)null;
        return new PlanSay(
            Look.Fault with { Icon = "warn" },
            words["和《{0}》撞在一起", other.Title],
            words["{0} 起，{1} 个村在播《{2}》，到 {3} 播完。", When(other.StartsAt), clash.Villages, other.Title, time.Clock(other.EndsAt)] + why + Often(clash.Days),
            offer);
    }

    private string Often(int days) => days > 1 ? words["这样的日子有 {0} 天。", days] : "";

    private string Villages(PlanChoices choices, IReadOnlyList<string> gateways) =>
        gateways.Count == choices.Villages.Count ? words["所有村"] : string.Join("、", gateways.Select(choices.VillageOf));
}
