using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What an operator states of a schedule, to make one or to replace one.</summary>
internal sealed record ScheduleRequest
{
    public required string Title { get; init; }

    public Guid? ProgrammeId { get; init; }

    public Guid? PlaylistId { get; init; }

    public Guid? ColumnId { get; init; }

    /// <summary>How many times what it plays sounds at each start, one after another.</summary>
    public int Repeats { get; init; } = 1;

    public required IReadOnlyList<string> Areas { get; init; }

    public int VolumePercent { get; init; } = 80;

    public Priority Priority { get; init; } = Priority.Scheduled;

    public required RecurrenceKind Kind { get; init; }

    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    public IReadOnlyList<DateOnly> Except { get; init; } = [];

    /// <summary>Whether a daily or weekly schedule leaves out the holidays of the town's calendar.</summary>
    public bool SkipHolidays { get; init; }

    public required TimeOnly StartTime { get; init; }

    /// <summary>IANA name; null for the town's own zone.</summary>
    public string? TimeZone { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>The version that was read before the edit; needed to replace.</summary>
    public int? Version { get; init; }

    /// <summary>What would make the schedule as it is now.</summary>
    public static ScheduleRequest Of(Schedule schedule) => new()
    {
        Title = schedule.Title,
        ProgrammeId = schedule.ProgrammeId,
        PlaylistId = schedule.PlaylistId,
        ColumnId = schedule.ColumnId,
        Repeats = schedule.Repeats,
        Areas = schedule.Areas,
        VolumePercent = schedule.VolumePercent,
        Priority = schedule.Priority,
        Kind = schedule.Kind,
        Weekdays = schedule.Weekdays,
        Dates = schedule.Dates,
        From = schedule.From,
        Until = schedule.Until,
        Except = schedule.Except,
        SkipHolidays = schedule.SkipHolidays,
        StartTime = schedule.StartTime,
        TimeZone = schedule.TimeZone,
        Enabled = schedule.Enabled,
        Version = schedule.Version,
    };
}
