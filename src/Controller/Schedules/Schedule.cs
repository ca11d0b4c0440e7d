using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>On which days a schedule runs.</summary>
internal enum RecurrenceKind
{
    /// <summary>Each day from the first to the last.</summary>
    Daily,

    /// <summary>On the named weekdays from the first to the last day.</summary>
    Weekdays,

    /// <summary>On the named dates alone.</summary>
    Dates,

    /// <summary>On the days that the town's calendar calls worked, from the first to the last.</summary>
    Workdays,
}

/// <summary>When (recurrence), what (programme, playlist or column), where (areas), how loud, at which priority.</summary>
internal sealed class Schedule
{
    public Schedule()
    {
    }

    /// <summary>The first version of what was asked for.</summary>
    [SetsRequiredMembers]
    public Schedule(Guid id, ScheduleRequest request, string townZone, DateTimeOffset at)
    {
        Id = id;
        CreatedAt = at;
        Version = 1;
        Take(request, townZone, at);
    }

    public required Guid Id { get; init; }

    /// <summary>1 to 120 characters.</summary>
    public required string Title { get; set; }

    /// <summary>The programme; exactly one of this, <see cref="PlaylistId"/> and <see cref="ColumnId"/> is set.</summary>
    public Guid? ProgrammeId { get; set; }

    public Guid? PlaylistId { get; set; }

    /// <summary>The column of which each day has its next episode.</summary>
    public Guid? ColumnId { get; set; }

    /// <summary>Codes of the areas that shall hear it, at least one.</summary>
    public required List<string> Areas { get; set; }

    /// <summary>How many times what it plays sounds at each start, one after another: 1 to <see cref="ScheduleRules.MostRepeats"/>.</summary>
    public int Repeats { get; set; } = 1;

    /// <summary>0 to 100.</summary>
    public required int VolumePercent { get; set; }

    public required Protocol.Priority Priority { get; set; }

    public required RecurrenceKind Kind { get; set; }

    /// <summary>Used by <see cref="RecurrenceKind.Weekdays"/>.</summary>
    public required List<DayOfWeek> Weekdays { get; set; }

    /// <summary>Used by <see cref="RecurrenceKind.Dates"/>.</summary>
    public required List<DateOnly> Dates { get; set; }

    /// <summary>The first day; null for no beginning.</summary>
    public DateOnly? From { get; set; }

    /// <summary>The last day, inclusive as people say it; null for no end.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Days on which it does not run.</summary>
    public required List<DateOnly> Except { get; set; }

    /// <summary>Whether it leaves out the holidays of the town's calendar; of use to <see cref="RecurrenceKind.Daily"/> and <see cref="RecurrenceKind.Weekdays"/>.</summary>
    public bool SkipHolidays { get; set; }

    /// <summary>Local wall time of the start.</summary>
    public required TimeOnly StartTime { get; set; }

    /// <summary>IANA name of the zone that days and <see cref="StartTime"/> are meant in.</summary>
    public required string TimeZone { get; set; }

    public required bool Enabled { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was made or last edited: what it would have asked for before then was never promised to anybody.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Account or token that made or last edited it; null where nobody is known.</summary>
    public string? ChangedBy { get; set; }

    /// <summary>Rises with each change; a stale edit is refused.</summary>
    public int Version { get; set; }

    /// <summary>Becomes what was asked for, which <see cref="ScheduleRules"/> found good; the version is the caller's.</summary>
    [MemberNotNull(nameof(Title), nameof(Areas), nameof(Weekdays), nameof(Dates), nameof(Except), nameof(TimeZone))]
    public void Take(ScheduleRequest request, string townZone, DateTimeOffset at)
    {
        Title = request.Title.Trim();
        ProgrammeId = request.ProgrammeId;
        PlaylistId = request.PlaylistId;
        ColumnId = request.ColumnId;
        Repeats = request.Repeats;
        Areas = [.. request.Areas.Distinct()];
        VolumePercent = request.VolumePercent;
        Priority = request.Priority;
        Kind = request.Kind;
        Weekdays = [.. request.Weekdays.Distinct()];
        Dates = [.. request.Dates.Distinct().Order()];
        From = request.From;
        Until = request.Until;
        Except = [.. request.Except.Distinct().Order()];
        SkipHolidays = request.SkipHolidays;
        StartTime = request.StartTime;
        TimeZone = request.TimeZone ?? townZone;
        Enabled = request.Enabled;
        ChangedAt = at;
    }
}
