using System.Globalization;
using CloudBroadcast.Controller.Console.Language;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>The day of the Chinese calendar as villagers name it: 初一, 十五, 廿三; the first of a month gives the month. Who reads English is told nothing: it has no words for it.</summary>
internal static class LunarDay
{
    private static readonly ChineseLunisolarCalendar Calendar = new();
    private static readonly string[] Ones = ["十", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    private static readonly string[] Months = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"];

    /// <summary>农历十月十六.</summary>
    public static string Full(DateOnly day) => IsEnglish ? "" : $"农历{MonthOf(day)}{DayOf(day)}";

    /// <summary>十六, or 十月 on its first day.</summary>
    public static string Short(DateOnly day) => IsEnglish ? "" : Number(day) == 1 ? MonthOf(day) : DayOf(day);

    private static bool IsEnglish => CultureInfo.CurrentUICulture.Equals(Languages.English);

    private static int Number(DateOnly day) => Calendar.GetDayOfMonth(day.ToDateTime(TimeOnly.MinValue));

    private static string DayOf(DateOnly day) => Number(day) switch
    {
        <= 10 and var n => "初" + Ones[n % 10],
        20 => "二十",
        30 => "三十",
        < 20 and var n => "十" + Ones[n % 10],
        var n => "廿" + Ones[n % 10],
    };

    private static string MonthOf(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        var month = Calendar.GetMonth(date);

        // The calendar counts a leap month as a month of its own: in a year with one, months from it on are one too high.
        var leap = Calendar.GetLeapMonth(Calendar.GetYear(date));
        var name = Months[(leap > 0 && month >= leap ? month - 1 : month) - 1];
        return (month == leap ? "闰" : "") + name + "月";
    }
}
