using System.Globalization;
using CloudBroadcast.Controller.Areas.Setup;

namespace CloudBroadcast.Controller.Console;

/// <summary>Instants as the town's people say them. The server's own zone and culture never show.</summary>
internal sealed class TownTime(TimeProvider clock, TownZone town)
{
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly string[] Weekdays = ["日", "一", "二", "三", "四", "五", "六"];

    public TimeZoneInfo Zone => town.Zone;

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
    public static string Date(DateOnly day) => day.ToString("M月d日", Chinese);

    /// <summary>周二.</summary>
    public static string Weekday(DateOnly day) => "周" + Weekdays[(int)day.DayOfWeek];

    /// <summary>星期二.</summary>
    public static string LongWeekday(DateOnly day) => "星期" + Weekdays[(int)day.DayOfWeek];

    /// <summary>今天, 昨天, 明天 or 11月24日.</summary>
    public string NearDay(DateOnly day) => (day.DayNumber - Today.DayNumber) switch
    {
        0 => "今天",
        1 => "明天",
        -1 => "昨天",
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
        ? string.Create(Chinese, $"{Math.Ceiling(length.TotalSeconds):0} 秒")
        : string.Create(Chinese, $"{Math.Round(length.TotalMinutes, MidpointRounding.AwayFromZero):0} 分");

    /// <summary>2 小时 14 分, 3 天 5 小时: how long something has lasted.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => string.Create(Chinese, $"{Math.Max(0, (int)span.TotalSeconds)} 秒"),
        { TotalHours: < 1 } => string.Create(Chinese, $"{span.Minutes} 分钟"),
        { TotalDays: < 1 } => string.Create(Chinese, $"{span.Hours} 小时 {span.Minutes} 分"),
        _ => string.Create(Chinese, $"{span.Days} 天 {span.Hours} 小时"),
    };
}
