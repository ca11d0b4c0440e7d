namespace CloudBroadcast.Controller.Schedules.Days;

/// <summary>What an operator states of a special day or of several in a row.</summary>
internal sealed record DayRequest
{
    public required SpecialDayKind Kind { get; init; }

    public required string Name { get; init; }

    public required DateOnly First { get; init; }

    /// <summary>Inclusive; null for the first day alone.</summary>
    public DateOnly? Last { get; init; }

    /// <summary>Of exam and quiet alone: null from midnight.</summary>
    public TimeOnly? Begins { get; init; }

    /// <summary>Of exam and quiet alone: null until midnight.</summary>
    public TimeOnly? Ends { get; init; }

    /// <summary>Of exam and quiet alone: codes of villages; none is the whole town.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];
}
