using CloudBroadcast.Controller.Console.Language;
using System.Globalization;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Schedules.Episodes;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What stands in the database, in the words of the people who planned it.</summary>
internal static class Words
{
    private static readonly Spoken T = new(typeof(TownWords));

    private static readonly DayOfWeek[] WorkDays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public static SealView SealOf(Category category) => category switch
    {
        Category.Law => new("法", T["法治"], "cat-law"),
        Category.Fraud => new("诈", T["反诈"], "cat-fraud"),
        Category.Drugs => new("毒", T["禁毒"], "cat-drug"),
        Category.Cults => new("邪", T["反邪教"], "cat-cult"),
        Category.RoadSafety => new("交", T["交通安全"], "cat-road"),
        Category.Emergency => new("急", T["应急"], "cat-safety"),
        Category.Notice => new("知", T["通知"], "cat-notice"),
        _ => SealView.Unknown,
    };

    /// <summary>The seal of several programmes: of one its category, however often it sounds; of more 单.</summary>
    public static SealView SealOf(Plan plan, IReadOnlyList<Guid> programmes) => programmes.Distinct().ToList() switch
    {
        [var one] => plan.Programmes.TryGetValue(one, out var programme) ? SealOf(programme.Category) : SealView.Unknown,
        [] => SealView.Unknown,
        _ => SealView.Playlist,
    };

    public static SealView SealOf(Plan plan, Schedule schedule) =>
        schedule switch
        {
            { ProgrammeId: { } programme } => SealOf(plan, [programme]),
            { ColumnId: not null } => SealView.Column,
            _ => SealView.Playlist,
        };

    /// <summary>全镇; 二坝村、下二坝村; 头坝村等 5 处; 头坝村一社.</summary>
    public static string WhereOf(Plan plan, IReadOnlyList<string> areas, StripView strip)
    {
        var names = areas.Select(code => NameOf(plan, code)).ToList();
        return strip.Addressed == plan.Villages.Count && !areas.Any(IsCommune) ? T["全镇"]
            : names.Count <= 3 ? string.Join(T["、"], names)
            : T["{0}等 {1} 处", names[0], names.Count];
    }

    /// <summary>每天 07:00; 每个工作日 07:00，到 12月31日，节假日除外; 每周二、周四 12:00; 11月26日 18:45 一次.</summary>
    public static string RecurrenceOf(Schedule schedule) => RecurrenceOf(ScheduleRequest.Of(schedule));

    public static string RecurrenceOf(ScheduleRequest schedule)
    {
        var time = schedule.StartTime.ToString(schedule.StartTime.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);
        return schedule.Kind switch
        {
            RecurrenceKind.Daily => T["每天 {0}", time] + Bounds(schedule),
            RecurrenceKind.Workdays => T["每个工作日 {0}", time] + Bounds(schedule),
            RecurrenceKind.Weekdays => $"{DaysOf(schedule.Weekdays)} {time}{Bounds(schedule)}",
            _ => schedule.Dates.Order().ToList() switch
            {
                [var day] => T["{0} {1} 一次", TownTime.Date(day), time],
                [var one, var other] => T["{0}、{1} {2}", TownTime.Date(one), TownTime.Date(other), time],
                [var first, ..] days => T["{0} 起 {1} 天 {2}", TownTime.Date(first), days.Count, time],
                _ => time,
            },
        };
    }

    /// <summary>每天 07:00，连播 3 遍: when, and how often each time where it is more than once.</summary>
    public static string RhythmOf(ScheduleRequest schedule) =>
        RecurrenceOf(schedule) + (schedule.Repeats > 1 ? T["，连播 {0} 遍", schedule.Repeats] : "");

    public static string RhythmOf(Schedule schedule) => RhythmOf(ScheduleRequest.Of(schedule));

    /// <summary>二坝村：高考 08:00-17:00 只响预警.</summary>
    public static string HeldOf(Plan plan, PlannedRun run) => string.Join(T["；"], run.HeldBack
        .GroupBy(held => held.Value, held => held.Key)
        .Select(group => T["{0}：{1}", run.Gateways.Count == 0 && group.Count() == run.HeldBack.Count ? T["所有村"] : string.Join(T["、"], VillagesOf(plan, group.ToHashSet())), group.Key]));

    /// <summary>The names of the villages that gateways stand in.</summary>
    public static IEnumerable<string> VillagesOf(Plan plan, HashSet<string> gateways) => plan.Villages
        .Where(village => plan.Gateways.TryGetValue(village.Code, out var gateway) && gateways.Contains(gateway.Id)).Select(village => village.Name);

    /// <summary>《每日普法》等复审，审完才播; 《晚间综合》等 2 个节目没审完，审完才播.</summary>
    public static string DueStepOf(Plan plan, IReadOnlyList<Programme> unreviewed) => unreviewed switch
    {
        [var one] => T["《{0}》{1}，审完才播", one.Title, DueStepOf(plan.Reviews[one.Id])],
        _ => T["《{0}》等 {1} 个节目没审完，审完才播", unreviewed[0].Title, unreviewed.Count],
    };

    /// <summary>Why nothing can sound.</summary>
    public static string LackingOf(Schedule schedule) =>
        schedule.ColumnId is null ? T["节目库里找不到它的音频，到时不会播"] : T["栏目里没有新的一期了，到时不会播"];

    /// <summary>《医保缴费》 11月30日 到期; null when nothing is out of date.</summary>
    public static string? ExpiredOf(IReadOnlyList<Programme> expired) => expired switch
    {
        [] => null,
        [var one] => T["《{0}》只到 {1} 有效", one.Title, TownTime.Date(one.ValidUntil!.Value)],
        [var first, ..] => T["《{0}》等 {1} 个节目过了有效期", first.Title, expired.Count],
    };

    /// <summary>第 3 期没审完，先播下一期; null when nothing is passed over.</summary>
    public static string? SkipsOf(EpisodePick? pick) => pick?.Skipped switch
    {
        [var one] => T["《{0}》没审完，先播后面的一期；审完了下一天就播它", one.Title],
        [var first, ..] => T["《{0}》等 {1} 期没审完，先播后面的；审完了就接着播", first.Title, pick!.Skipped.Count],
        _ => null,
    };

    /// <summary>还没交审; 退回了; 等复审.</summary>
    public static string DueStepOf(ReviewStanding standing) => standing.State switch
    {
        ReviewState.Draft => T["还没交审"],
        ReviewState.Returned => T["退回了"],
        ReviewState.AwaitsReview => T["等复审"],
        ReviewState.AwaitsApproval => T["等终审"],
        _ => T["审完了"],
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

    private static string DaysOf(IReadOnlyList<DayOfWeek> days) => days.Distinct().Count() switch
    {
        7 => T["每天"],
        5 when !WorkDays.Except(days).Any() => T["每周一到周五"],
        2 when days.Contains(DayOfWeek.Saturday) && days.Contains(DayOfWeek.Sunday) => T["每个周末"],
        _ => T["每{0}", string.Join(T["、"], days.Distinct().OrderBy(day => ((int)day + 6) % 7).Select(Weekday))],
    };

    // 2023-01-01 was a Sunday.
    private static string Weekday(DayOfWeek day) => TownTime.Weekday(new DateOnly(2023, 1, 1).AddDays((int)day));

    // Working days leave out holidays by what they are, and it is said all the same.
    private static string Bounds(ScheduleRequest schedule) =>
        (schedule.From, schedule.Until) switch
        {
            ({ } first, { } last) => T["，{0}到 {1}", TownTime.Date(first), TownTime.Date(last)],
            (null, { } last) => T["，到 {0}", TownTime.Date(last)],
            ({ } first, null) => T["，{0}起", TownTime.Date(first)],
            _ => "",
        }
        + (schedule.SkipHolidays || schedule.Kind is RecurrenceKind.Workdays ? T["，节假日除外"] : "");
}
