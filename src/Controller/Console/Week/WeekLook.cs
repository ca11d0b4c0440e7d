using System.Globalization;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>How the plan is laid out.</summary>
public enum WeekView
{
    Day,
    Week,
    Month,
    Agenda,
}

/// <summary>What of the plan is shown, as it stands in the address.</summary>
/// <param name="View">How.</param>
/// <param name="Day">The day, the Monday of the week, or the first of the month.</param>
/// <param name="Area">Code of one village; null for all.</param>
public sealed record WeekLook(WeekView View, DateOnly Day, string? Area)
{
    private const string Iso = "yyyy-MM-dd";

    /// <summary>The first day that is drawn.</summary>
    public DateOnly First => View is WeekView.Month ? MondayOf(Day) : Day;

    /// <summary>The day behind the last one that is drawn.</summary>
    public DateOnly End => View switch
    {
        WeekView.Day => Day.AddDays(1),
        WeekView.Month => MondayOf(Day.AddMonths(1).AddDays(-1)).AddDays(7),
        _ => Day.AddDays(7),
    };

    public string Address => AddressOf(View, Day, Area);

    /// <summary>Reads an address; one that somebody spoilt shows this week.</summary>
    public static WeekLook Of(string? view, string? from, string? area, DateOnly today)
    {
        var day = DateOnly.TryParseExact(from, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read.Year is > 1970 and < 2100 ? read : today;
        var layout = Enum.TryParse<WeekView>(view, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : WeekView.Week;
        return new WeekLook(layout, Beginning(layout, day), string.IsNullOrWhiteSpace(area) ? null : area);
    }

    /// <summary>The same day in another layout.</summary>
    public WeekLook As(WeekView view, DateOnly today)
    {
        var day = today >= First && today < End ? today : Day;
        return new WeekLook(view, Beginning(view, day), Area);
    }

    /// <summary>The day, week or month as many steps on.</summary>
    public WeekLook Step(int steps) => this with
    {
        Day = View switch
        {
            WeekView.Day => Day.AddDays(steps),
            WeekView.Month => Day.AddMonths(steps),
            _ => Day.AddDays(7 * steps),
        },
    };

    public static string AddressOf(WeekView view, DateOnly day, string? area) => string.Create(
        CultureInfo.InvariantCulture, $"week?view={view.ToString().ToLowerInvariant()}&from={day.ToString(Iso, CultureInfo.InvariantCulture)}{(area is null ? "" : $"&area={Uri.EscapeDataString(area)}")}");

    private static DateOnly Beginning(WeekView view, DateOnly day) => view switch
    {
        WeekView.Day => day,
        WeekView.Month => new DateOnly(day.Year, day.Month, 1),
        _ => MondayOf(day),
    };

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
