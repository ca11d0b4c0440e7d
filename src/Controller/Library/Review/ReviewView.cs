namespace CloudBroadcast.Controller.Library.Review;

/// <summary>One person's word on one step.</summary>
internal sealed record ReviewMarkView(
    string ContentHash, int Round, ReviewStep Step, ReviewVerdict Verdict, string Who, DateTimeOffset At, string? Remark, Hearing Heard)
{
    public static ReviewMarkView Of(ReviewMark mark) =>
        new(mark.ContentHash, mark.Round, mark.Step, mark.Verdict, mark.Who, mark.At, mark.Remark, mark.Heard);
}

/// <summary>Where a programme stands, as the API shows it: which step is due, and what was said of its present audio.</summary>
internal sealed record ReviewView(
    Guid ProgrammeId, string Title, Category Category, string ContentHash, ReviewState State, ReviewStep? Next, IReadOnlyList<ReviewMarkView> Marks)
{
    public static ReviewView Of(ReviewedProgramme one) => new(
        one.Programme.Id, one.Programme.Title, one.Programme.Category, one.Programme.ContentHash,
        one.Standing.State, one.Standing.Next, [.. one.Standing.Marks.Select(ReviewMarkView.Of)]);
}

/// <summary>A step that somebody takes.</summary>
internal sealed record ReviewRequest
{
    /// <summary>The audio that was heard: another one by now is refused.</summary>
    public required string ContentHash { get; init; }

    public ReviewVerdict Verdict { get; init; }

    /// <summary>Needed with passed.</summary>
    public Hearing Heard { get; init; }

    /// <summary>Needed with returned.</summary>
    public string? Remark { get; init; }

    public ReviewWish For(ReviewStep step) => new(step, Verdict, ContentHash, Heard, Remark);
}
