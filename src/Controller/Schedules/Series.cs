namespace CloudBroadcast.Controller.Schedules;

/// <summary>How much of a series a change is meant for.</summary>
internal enum SeriesScope
{
    /// <summary>The one day alone.</summary>
    One,

    /// <summary>That day and those after it.</summary>
    Following,

    /// <summary>Each of them.</summary>
    All,
}

/// <summary>Turns "only this one", "this and the following" and "all" into writes of schedules. Pure.</summary>
internal static class Series
{
    /// <summary>Whether more than one day belongs to it.</summary>
    public static bool Is(Schedule schedule) => schedule.Kind is not RecurrenceKind.Dates || schedule.Dates.Count > 1;

    /// <summary>The writes that make <paramref name="wanted"/> of the series from one of its days on.</summary>
    /// <param name="schedule">The series as it was read.</param>
    /// <param name="day">The day that was picked.</param>
    /// <param name="scope">How much of it.</param>
    /// <param name="wanted">For <see cref="SeriesScope.One"/> the single date alone.</param>
    public static IReadOnlyList<ScheduleStep> Change(Schedule schedule, DateOnly day, SeriesScope scope, ScheduleRequest wanted) =>
        Rest(schedule, day, scope) is { } rest
            ? [ScheduleStep.Replace(schedule, rest), ScheduleStep.Make(scope is SeriesScope.Following ? From(day, wanted) : wanted)]
            : [ScheduleStep.Replace(schedule, wanted)];

    /// <summary>The writes that take the day, or all from it on, or the whole series out of the plan.</summary>
    public static IReadOnlyList<ScheduleStep> Delete(Schedule schedule, DateOnly day, SeriesScope scope) =>
        [Rest(schedule, day, scope) is { } rest ? ScheduleStep.Replace(schedule, rest) : ScheduleStep.Delete(schedule)];

    /// <summary>
    /// The same on other days: each weekday or date as many days later. Null where days can't be shifted: each day and each
    /// working day are what they are.
    /// </summary>
    public static ScheduleRequest? Shifted(ScheduleRequest wanted, int days) => days == 0 ? wanted : wanted.Kind switch
    {
        RecurrenceKind.Weekdays => wanted with
        {
            Weekdays = [.. wanted.Weekdays.Select(day => (DayOfWeek)((((int)day + days) % 7 + 7) % 7))],
            Except = [.. wanted.Except.Select(day => day.AddDays(days))],
        },
        RecurrenceKind.Dates => wanted with { Dates = [.. wanted.Dates.Select(day => day.AddDays(days))] },
        _ => null,
    };

    // What is left of the series as it was; null when nothing is.
    private static ScheduleRequest? Rest(Schedule schedule, DateOnly day, SeriesScope scope)
    {
        var now = ScheduleRequest.Of(schedule);
        if (schedule.Kind is RecurrenceKind.Dates)
        {
            var left = schedule.Dates.Where(date => scope is SeriesScope.One ? date != day : date < day).ToList();
            return scope is SeriesScope.All || left.Count == 0 ? null : now with { Dates = left };
        }

        return scope switch
        {
            SeriesScope.One => now with { Except = [.. schedule.Except, day] },
            SeriesScope.Following when day > Beginning(schedule) => now with { Until = day.AddDays(-1) },
            _ => null,
        };
    }

    private static ScheduleRequest From(DateOnly day, ScheduleRequest wanted) => wanted.Kind is RecurrenceKind.Dates
        ? wanted
        : wanted with { From = wanted.From > day ? wanted.From : day, Except = [.. wanted.Except.Where(except => except >= day)] };

    // Before it was made nothing of it has sounded.
    private static DateOnly Beginning(Schedule schedule)
    {
        var made = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(schedule.CreatedAt, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone)).DateTime);
        return schedule.From > made ? schedule.From.Value : made;
    }
}
