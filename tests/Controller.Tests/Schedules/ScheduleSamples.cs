using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules;

internal static class ScheduleSamples
{
    public static Schedule At(
        string time,
        string zone = "Asia/Shanghai",
        RecurrenceKind kind = RecurrenceKind.Daily,
        IEnumerable<DayOfWeek>? weekdays = null,
        IEnumerable<string>? dates = null,
        string? from = null,
        string? until = null,
        IEnumerable<string>? except = null) => new()
        {
            Id = Guid.NewGuid(),
            Title = "每日普法",
            ProgrammeId = Guid.NewGuid(),
            Areas = ["620321104200"],
            VolumePercent = 80,
            Priority = Priority.Scheduled,
            Kind = kind,
            Weekdays = [.. weekdays ?? []],
            Dates = [.. (dates ?? []).Select(Day)],
            From = from is null ? null : Day(from),
            Until = until is null ? null : Day(until),
            Except = [.. (except ?? []).Select(Day)],
            StartTime = TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture),
            TimeZone = zone,
            Enabled = true,
            CreatedAt = DateTimeOffset.UnixEpoch,
            ChangedAt = DateTimeOffset.UnixEpoch,
        };

    public static DateTimeOffset Utc(string instant) =>
        DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
