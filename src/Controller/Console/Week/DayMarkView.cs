using CloudBroadcast.Controller.Schedules.Days;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>What is special about a day or several in a row, as the calendar draws it.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="Word">休, 班, 考 or 静.</param>
/// <param name="Name">国庆节.</param>
/// <param name="Style">Its class.</param>
public sealed record DayMarkView(DateOnly First, DateOnly Last, string Word, string Name, string Style)
{
    /// <summary>Minutes of the local day in which only alerts sound; null for a day that is not quiet.</summary>
    public (int From, int To)? Hush { get; init; }

    /// <summary>全镇, or the villages that are quiet.</summary>
    public string Where { get; init; } = "";

    public bool Holds(DateOnly day) => First <= day && day <= Last;

    internal static DayMarkView Of(SpecialDay day, Func<string, string?> villageOf) => new(day.First, day.Last, WordOf(day.Kind), day.Name, StyleOf(day.Kind))
    {
        Hush = day.IsHush ? (Minute(day.Begins) ?? 0, Minute(day.Ends) ?? 24 * 60) : null,
        Where = day.Areas.Count == 0 ? "全镇" : string.Join("、", day.Areas.Select(area => villageOf(area) ?? area)),
    };

    internal static string WordOf(SpecialDayKind kind) => kind switch
    {
        SpecialDayKind.Holiday => "休",
        SpecialDayKind.Workday => "班",
        SpecialDayKind.Exam => "考",
        _ => "静",
    };

    internal static string StyleOf(SpecialDayKind kind) => kind switch
    {
        SpecialDayKind.Holiday => "is-off",
        SpecialDayKind.Workday => "is-work",
        _ => "is-hush",
    };

    private static int? Minute(TimeOnly? time) => time is { } at ? at.Hour * 60 + at.Minute : null;
}
