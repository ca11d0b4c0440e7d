using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Schedules;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What stands in the database, in the words of the people who planned it.</summary>
internal static class Words
{
    private static readonly DayOfWeek[] WorkDays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public static SealView SealOf(Category category) => category switch
    {
        Category.Law => new("法", "法治", "cat-law"),
        Category.Fraud => new("诈", "反诈", "cat-fraud"),
        Category.Drugs => new("毒", "禁毒", "cat-drug"),
        Category.Cults => new("邪", "反邪教", "cat-cult"),
        Category.RoadSafety => new("交", "交通安全", "cat-road"),
        Category.Emergency => new("急", "应急", "cat-safety"),
        Category.Notice => new("知", "通知", "cat-notice"),
        _ => SealView.Unknown,
    };

    /// <summary>The seal of several programmes: of one its category, of more 单.</summary>
    public static SealView SealOf(Plan plan, IReadOnlyList<Guid> programmes) => programmes switch
    {
        [var one] => plan.Programmes.TryGetValue(one, out var programme) ? SealOf(programme.Category) : SealView.Unknown,
        [] => SealView.Unknown,
        _ => SealView.Playlist,
    };

    public static SealView SealOf(Plan plan, Schedule schedule) =>
        schedule.ProgrammeId is { } programme ? SealOf(plan, [programme]) : SealView.Playlist;

    /// <summary>全镇; 二坝村、下二坝村; 头坝村等 5 处; 头坝村一社.</summary>
    public static string WhereOf(Plan plan, IReadOnlyList<string> areas, StripView strip)
    {
        var names = areas.Select(code => NameOf(plan, code)).ToList();
        return strip.Addressed == plan.Villages.Count && !areas.Any(IsCommune) ? "全镇"
            : names.Count <= 3 ? string.Join("、", names)
            : $"{names[0]}等 {names.Count} 处";
    }

    /// <summary>每天; 每个工作日，到 12月31日; 每周二、周四; 11月26日 一次.</summary>
    public static string RecurrenceOf(Schedule schedule) => schedule.Kind switch
    {
        RecurrenceKind.Daily => "每天" + Until(schedule),
        RecurrenceKind.Weekdays => DaysOf(schedule.Weekdays) + Until(schedule),
        _ => schedule.Dates switch
        {
            [var day] => $"{TownTime.Date(day)} 一次",
            { Count: 2 } days => string.Join("、", days.Order().Select(TownTime.Date)),
            var days => $"{TownTime.Date(days.Min())} 起 {days.Count} 天",
        },
    };

    /// <summary>《每日普法》等复审，审完才播; 《晚间综合》等 2 个节目没审完，审完才播.</summary>
    public static string DueStepOf(Plan plan, IReadOnlyList<Programme> unreviewed) => unreviewed switch
    {
        [var one] => $"《{one.Title}》{DueStepOf(plan.Reviews[one.Id])}，审完才播",
        _ => $"《{unreviewed[0].Title}》等 {unreviewed.Count} 个节目没审完，审完才播",
    };

    /// <summary>还没交审; 退回了; 等复审.</summary>
    public static string DueStepOf(ReviewStanding standing) => standing.State switch
    {
        ReviewState.Draft => "还没交审",
        ReviewState.Returned => "退回了",
        ReviewState.AwaitsReview => "等复审",
        ReviewState.AwaitsApproval => "等终审",
        _ => "审完了",
    };

    private static bool IsCommune(string code) => code.Length > 12;

    private static string NameOf(Plan plan, string code)
    {
        var area = plan.Tree.Find(code);
        return area switch
        {
            null => code,
            { Level: Areas.AreaLevel.Commune, ParentCode: { } village } => plan.Tree.Find(village)?.Name + area.Name,
            _ => area.Name,
        };
    }

    private static string DaysOf(List<DayOfWeek> days) => days.Distinct().Count() switch
    {
        7 => "每天",
        5 when !WorkDays.Except(days).Any() => "每个工作日",
        2 when days.Contains(DayOfWeek.Saturday) && days.Contains(DayOfWeek.Sunday) => "每个周末",
        _ => "每" + string.Join("、", days.Distinct().OrderBy(day => ((int)day + 6) % 7).Select(Weekday)),
    };

    // 2023-01-01 was a Sunday.
    private static string Weekday(DayOfWeek day) => TownTime.Weekday(new DateOnly(2023, 1, 1).AddDays((int)day));

    private static string Until(Schedule schedule) => schedule.Until is { } last ? $"，到 {TownTime.Date(last)}" : "";
}
