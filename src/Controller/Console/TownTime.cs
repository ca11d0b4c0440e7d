using System.Globalization;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Console.Language;

namespace CloudBroadcast.Controller.Console;

/// <summary>Instants as the town's people say them. The server's own zone and culture never show.</summary>
internal sealed class TownTime(TimeProvider clock, TownZone town)
{
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly Spoken T = new(typeof(ConsoleWords));

    private static string[] Weekdays => [T["周日"], T["周一"], T["周二"], T["周三"], T["周四"], T["周五"], T["周六"]];

    private static string[] LongWeekdays => [T["星期日"], T["星期一"], T["星期二"], T["星期三"], T["星期四"], T["星期五"], T["星期六"]];

    private static string[] Months =>
        [T["1月"], T["2月"], T["3月"], T["4月"], T["5月"], T["6月"], T["7月"], T["8月"], T["9月"], T["10月"], T["11月"], T["12月"]];

    public TimeZoneInfo Zone => town.Zone;

    /// <summary>北京时间: what people call the zone; of one that has no such name the place in its IANA name.</summary>
    public string ZoneName => Zone.Id switch
    {
        "Asia/Shanghai" or "Asia/Chongqing" or "Asia/Harbin" or "PRC" => T["北京时间"],
        "Asia/Urumqi" or "Asia/Kashgar" => T["新疆时间"],
        var other => T["{0} 时间", other],
    };

    /// <summary>The clock itself, for what has to wait by it.</summary>
    public TimeProvider Provider => clock;

    public DateTimeOffset Now => clock.GetUtcNow();

    public DateOnly Today => DayOf(Now);

    public DateTime LocalOf(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone).DateTime;

    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(LocalOf(instant));

    /// <summary>The instant at which a local day begins: the first that exists where a clock change skips midnight.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>07:00.</summary>
    public string Clock(DateTimeOffset instant) => LocalOf(instant).ToString("HH:mm", Chinese);

    /// <summary>07:00:05.</summary>
    public string ClockWithSeconds(DateTimeOffset instant) => LocalOf(instant).ToString("HH:mm:ss", Chinese);

    /// <summary>07:00, or with 昨天, 明天 or the date before it.</summary>
    public string When(DateTimeOffset instant) =>
        DayOf(instant) == Today ? Clock(instant) : $"{NearDay(DayOf(instant))} {Clock(instant)}";

    /// <summary>11月24日.</summary>
    public static string Date(DateOnly day) => T["{0}{1}日", Months[day.Month - 1], day.Day];

    /// <summary>2026年11月.</summary>
    public static string Month(DateOnly day) => T["{0}年{1}", day.Year.ToString(CultureInfo.InvariantCulture), Months[day.Month - 1]];

    /// <summary>11月23日至29日, 11月30日至12月6日.</summary>
    public static string Days(DateOnly first, DateOnly last) => first.Month == last.Month && first.Year == last.Year
        ? T["{0}{1}日至{2}日", Months[first.Month - 1], first.Day, last.Day]
        : T["{0}至{1}", Date(first), Date(last)];

    /// <summary>周二.</summary>
    public static string Weekday(DateOnly day) => Weekdays[(int)day.DayOfWeek];

    /// <summary>星期二.</summary>
    public static string LongWeekday(DateOnly day) => LongWeekdays[(int)day.DayOfWeek];

    /// <summary>今天, 昨天, 明天 or 11月24日.</summary>
    public string NearDay(DateOnly day) => (day.DayNumber - Today.DayNumber) switch
    {
        0 => T["今天"],
        1 => T["明天"],
        -1 => T["昨天"],
        _ => Date(day),
    };

    /// <summary>04:48, or 4 小时 22 分 from an hour on: what a count-down shows. console.js says it the same way.</summary>
    public static string Left(TimeSpan left) => left switch
    {
        { TotalHours: >= 1 } => Span(left),
        { TotalSeconds: > 0 } => left.ToString(@"mm\:ss", CultureInfo.InvariantCulture),
        _ => "00:00",
    };

    /// <summary>12 分, 40 秒: the length of a programme, to the nearest minute from one minute on.</summary>
    public static string Length(TimeSpan length) => length < TimeSpan.FromMinutes(1)
        ? T["{0} 秒", Math.Ceiling(length.TotalSeconds)]
        : T["{0} 分", Math.Round(length.TotalMinutes, MidpointRounding.AwayFromZero)];

    /// <summary>2 小时 14 分, 3 天 5 小时: how long something has lasted.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => T["{0} 秒", Math.Max(0, (int)span.TotalSeconds)],
        { TotalHours: < 1 } => T["{0} 分钟", span.Minutes],
        { TotalDays: < 1 } => T["{0} 小时 {1} 分", span.Hours, span.Minutes],
        _ => T["{0} 天 {1} 小时", span.Days, span.Hours],
    };
}
