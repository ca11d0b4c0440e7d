using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>A schedule as the API shows it.</summary>
internal sealed record ScheduleView(
    Guid Id,
    string Title,
    Guid? ProgrammeId,
    Guid? PlaylistId,
    Guid? ColumnId,
    int Repeats,
    IReadOnlyList<string> Areas,
    int VolumePercent,
    Priority Priority,
    RecurrenceKind Kind,
    IReadOnlyList<DayOfWeek> Weekdays,
    IReadOnlyList<DateOnly> Dates,
    DateOnly? From,
    DateOnly? Until,
    IReadOnlyList<DateOnly> Except,
    bool SkipHolidays,
    TimeOnly StartTime,
    string TimeZone,
    bool Enabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    string? ChangedBy,
    int Version)
{
    public static ScheduleView Of(Schedule schedule) => new(
        schedule.Id, schedule.Title, schedule.ProgrammeId, schedule.PlaylistId, schedule.ColumnId, schedule.Repeats, schedule.Areas, schedule.VolumePercent,
        schedule.Priority, schedule.Kind, schedule.Weekdays, schedule.Dates, schedule.From, schedule.Until, schedule.Except,
        schedule.SkipHolidays, schedule.StartTime, schedule.TimeZone, schedule.Enabled, schedule.CreatedAt, schedule.ChangedAt, schedule.ChangedBy, schedule.Version);
}
