namespace CloudBroadcast.Controller.Schedules.Days;

/// <summary>What is special about a day.</summary>
internal enum SpecialDayKind
{
    /// <summary>节假日: no working day, and nothing of what leaves holidays out.</summary>
    Holiday,

    /// <summary>调休上班: a working day whatever the weekday is.</summary>
    Workday,

    /// <summary>考试: only alerts sound in the hours named.</summary>
    Exam,

    /// <summary>The town's own quiet hours: only alerts sound.</summary>
    Quiet,
}

/// <summary>A day or several in a row that are not like others.</summary>
internal sealed class SpecialDay
{
    public required Guid Id { get; init; }

    public required SpecialDayKind Kind { get; init; }

    /// <summary>国庆节; 1 to 60 characters.</summary>
    public required string Name { get; init; }

    public required DateOnly First { get; init; }

    /// <summary>The last one, inclusive.</summary>
    public required DateOnly Last { get; init; }

    /// <summary>Local time of each of the days from which it is quiet; null from midnight on.</summary>
    public TimeOnly? Begins { get; init; }

    /// <summary>Local time of each of the days until which it is quiet; null until midnight.</summary>
    public TimeOnly? Ends { get; init; }

    /// <summary>Codes of the villages that are quiet; none is the whole town.</summary>
    public required List<string> Areas { get; init; }

    /// <summary>Whether loudspeakers keep quiet.</summary>
    public bool IsHush => Kind is SpecialDayKind.Exam or SpecialDayKind.Quiet;

    public bool Holds(DateOnly day) => First <= day && day <= Last;
}
