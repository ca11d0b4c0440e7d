namespace CloudBroadcast.Controller.Operators.Duty;

/// <summary>值班记事: what one shift leaves to the next. Written once and never changed.</summary>
internal sealed class ShiftNote
{
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who wrote it, as pages call the person.</summary>
    public required string Author { get; init; }

    /// <summary>1 to <see cref="ShiftNotes.LongestText"/> characters; line breaks count as written.</summary>
    public required string Text { get; init; }
}
