using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What a request must keep to before anybody asks the library or the area tree. Pure.</summary>
internal static class ScheduleRules
{
    /// <summary>How many times a start may play the same.</summary>
    public const int MostRepeats = 20;

    private const int LongestTitle = 120;
    private const int MostDates = 400;

    /// <summary>The field and what is wrong with it, with the value in quotes and what is allowed.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(ScheduleRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Title) || request.Title.Length > LongestTitle)
        {
            yield return ("title", $"\"{request.Title}\" can't be a title. Allowed: 1 to {LongestTitle} characters.");
        }

        if (((Guid?[])[request.ProgrammeId, request.PlaylistId, request.ColumnId]).Count(id => id is not null) != 1)
        {
            yield return ("programmeId", $"programmeId is \"{request.ProgrammeId}\", playlistId is \"{request.PlaylistId}\" and columnId is \"{request.ColumnId}\". Allowed: exactly one of the three.");
        }

        if (request.Repeats is < 1 or > MostRepeats)
        {
            yield return ("repeats", $"\"{request.Repeats}\" is out of range. Allowed: 1 to {MostRepeats}.");
        }

        if (request.Areas.Count == 0)
        {
            yield return ("areas", "\"[]\" names no area. Allowed: one or more codes of GET /api/areas.");
        }

        if (request.VolumePercent is < 0 or > 100)
        {
            yield return ("volumePercent", $"\"{request.VolumePercent}\" is out of range. Allowed: 0 to 100.");
        }

        if (request.Priority > Priority.LiveTalk || !Enum.IsDefined(request.Priority))
        {
            yield return ("priority", $"\"{request.Priority}\" is for alerts. Allowed: background, scheduled, liveTalk.");
        }

        if (request.TimeZone is { } zone && !IsIanaZone(zone))
        {
            yield return ("timeZone", $"\"{zone}\" is no known time zone. Allowed: an IANA name such as Asia/Shanghai.");
        }

        foreach (var problem in ProblemsOfDays(request))
        {
            yield return problem;
        }
    }

    private static IEnumerable<(string Field, string Problem)> ProblemsOfDays(ScheduleRequest request)
    {
        if (request.Kind is RecurrenceKind.Weekdays && request.Weekdays.Count == 0)
        {
            yield return ("weekdays", "\"[]\" names no day. Allowed for kind weekdays: one or more of monday to sunday.");
        }

        if (request.Kind is RecurrenceKind.Dates && request.Dates.Count == 0)
        {
            yield return ("dates", "\"[]\" names no day. Allowed for kind dates: one or more dates such as 2026-11-24.");
        }

        if (request.Dates.Count > MostDates || request.Except.Count > MostDates)
        {
            yield return ("dates", $"\"{Math.Max(request.Dates.Count, request.Except.Count)}\" dates are too many. Allowed: up to {MostDates}.");
        }

        if (request.SkipHolidays && request.Kind is RecurrenceKind.Dates)
        {
            yield return ("skipHolidays", "\"true\" leaves out dates that were named. Allowed for kind dates: false.");
        }

        if (request.Until < request.From)
        {
            yield return ("until", $"\"{request.Until:yyyy-MM-dd}\" is before from \"{request.From:yyyy-MM-dd}\". Allowed: the same day or a later one.");
        }
    }

    // Windows names would be known on one machine and unknown on the next.
    private static bool IsIanaZone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}
