using CloudBroadcast.Controller.Schedules.Days;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>
/// The instants at which a schedule wants to start: a pure function of schedule, calendar and window. Days and times are
/// local to the schedule's zone. A local time that a clock change skips becomes the first instant after the gap; of one that
/// comes twice the first counts.
/// </summary>
internal static class Occurrences
{
    /// <summary>Starts in [<paramref name="from"/>, <paramref name="to"/>), ascending, in UTC; none for a disabled schedule.</summary>
    public static IEnumerable<DateTimeOffset> Between(Schedule schedule, TownDays days, DateTimeOffset from, DateTimeOffset to)
    {
        if (!schedule.Enabled || to <= from)
        {
            return [];
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        return Days(schedule, days, LocalDay(from, zone, -1), LocalDay(to, zone, 1))
            .Select(day => InstantOf(day.ToDateTime(schedule.StartTime), zone))
            .Where(start => start >= from && start < to)
            .Distinct();
    }

    /// <summary>The instant that a local wall time of a zone means, under the policy of this class.</summary>
    public static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            local = AfterGap(local, zone);
        }

        // The greater offset is the earlier instant.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    // Clock changes happen on whole minutes.
    private static DateTime AfterGap(DateTime local, TimeZoneInfo zone)
    {
        var at = new DateTime(local.Ticks - local.Ticks % TimeSpan.TicksPerMinute);
        while (zone.IsInvalidTime(at))
        {
            at = at.AddMinutes(1);
        }

        return at;
    }

    private static IEnumerable<DateOnly> Days(Schedule schedule, TownDays days, DateOnly first, DateOnly last)
    {
        var begin = schedule.From > first ? schedule.From.Value : first;
        var end = schedule.Until < last ? schedule.Until.Value : last;
        for (var day = begin; day <= end; day = day.AddDays(1))
        {
            if (RunsOn(schedule, days, day))
            {
                yield return day;
            }
        }
    }

    private static bool RunsOn(Schedule schedule, TownDays days, DateOnly day) => !schedule.Except.Contains(day) && schedule.Kind switch
    {
        RecurrenceKind.Daily => !(schedule.SkipHolidays && days.IsHoliday(day)),
        RecurrenceKind.Weekdays => schedule.Weekdays.Contains(day.DayOfWeek) && !(schedule.SkipHolidays && days.IsHoliday(day)),
        RecurrenceKind.Workdays => days.IsWorkday(day),
        RecurrenceKind.Dates => schedule.Dates.Contains(day),
        _ => throw new InvalidOperationException($"No such recurrence: {schedule.Kind}."),
    };

    // A day more on each side: the zone's offset and a gap can push a start over midnight.
    private static DateOnly LocalDay(DateTimeOffset instant, TimeZoneInfo zone, int daysMore)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime).DayNumber + daysMore;

        // Offsets would carry the first and the last days of the calendar out of it.
        return DateOnly.FromDayNumber(Math.Clamp(day, DateOnly.MinValue.DayNumber + 1, DateOnly.MaxValue.DayNumber - 2));
    }
}
