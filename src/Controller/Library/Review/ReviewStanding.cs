namespace CloudBroadcast.Controller.Library.Review;

/// <summary>How far a programme's present audio has come.</summary>
internal enum ReviewState
{
    /// <summary>Nobody has handed it in.</summary>
    Draft,

    /// <summary>Somebody gave it back; it has to be handed in again.</summary>
    Returned,

    /// <summary>等复审.</summary>
    AwaitsReview,

    /// <summary>等终审.</summary>
    AwaitsApproval,

    /// <summary>May go on air.</summary>
    Approved,
}

/// <summary>Where one programme's audio stands, from the marks of that very audio. Pure.</summary>
internal sealed record ReviewStanding
{
    /// <summary>In the order in which they were made.</summary>
    public required IReadOnlyList<ReviewMark> Marks { get; init; }

    /// <summary>The steps that the town asks for.</summary>
    public required IReadOnlyList<ReviewStep> Chain { get; init; }

    /// <summary>The present round, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>The step that is due; null when none is left.</summary>
    public required ReviewStep? Next { get; init; }

    public bool IsApproved => Next is null;

    public ReviewState State => Next switch
    {
        null => ReviewState.Approved,
        ReviewStep.Review => ReviewState.AwaitsReview,
        ReviewStep.Approval => ReviewState.AwaitsApproval,
        _ => Round > 1 ? ReviewState.Returned : ReviewState.Draft,
    };

    /// <summary>The last return, while it has not been handed in again.</summary>
    public ReviewMark? Return => State is ReviewState.Returned ? Marks.Last(mark => mark.Verdict is ReviewVerdict.Returned) : null;

    public ReviewMark? Entry => Marks.FirstOrDefault(mark => mark.Step is ReviewStep.Entry);

    /// <param name="marks">Of this audio alone.</param>
    /// <param name="chain">The steps that the town asks for.</param>
    public static ReviewStanding Of(IEnumerable<ReviewMark> marks, IReadOnlyList<ReviewStep> chain)
    {
        var ordered = marks.OrderBy(mark => mark.Round).ThenBy(mark => mark.Step).ToList();
        var round = 1 + ordered.Where(mark => mark.Verdict is ReviewVerdict.Returned).Select(mark => mark.Round).DefaultIfEmpty().Max();
        var passed = ordered.Where(mark => mark.Round == round && mark.Verdict is ReviewVerdict.Passed).Select(mark => mark.Step).ToHashSet();
        return new ReviewStanding
        {
            Marks = ordered,
            Chain = chain,
            Round = round,
            Next = chain.Where(step => !passed.Contains(step)).Select(step => (ReviewStep?)step).FirstOrDefault(),
        };
    }

    /// <summary>What was said at a step in the present round; after a return what was said before it.</summary>
    public ReviewMark? LastOf(ReviewStep step) =>
        Marks.LastOrDefault(mark => mark.Step == step && (mark.Round == Round || step is ReviewStep.Entry || Return is not null && mark.Round == Round - 1));
}
