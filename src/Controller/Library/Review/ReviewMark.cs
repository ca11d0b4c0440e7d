namespace CloudBroadcast.Controller.Library.Review;

/// <summary>What somebody does with a programme on its way on air, in this order.</summary>
internal enum ReviewStep
{
    /// <summary>录入: put it into the library.</summary>
    Entry,

    /// <summary>初审: the editor listens and hands it in.</summary>
    Submission,

    /// <summary>复审.</summary>
    Review,

    /// <summary>终审.</summary>
    Approval,
}

/// <summary>What somebody decided at a step.</summary>
internal enum ReviewVerdict
{
    /// <summary>通过.</summary>
    Passed,

    /// <summary>退回.</summary>
    Returned,
}

/// <summary>What is known of somebody's listening.</summary>
internal enum Hearing
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The player of the page came to the end.</summary>
    Played,

    /// <summary>The person says so; no player was there to see it.</summary>
    Declared,
}

/// <summary>
/// One person's word on one step of one programme's audio. Programme, hash, round and step are its identity: of two who press
/// at once one is too late, and other audio has no marks yet.
/// </summary>
internal sealed class ReviewMark
{
    public required Guid ProgrammeId { get; init; }

    /// <summary>The audio that was heard, as <see cref="Programme.ContentHash"/>.</summary>
    public required string ContentHash { get; init; }

    /// <summary>From 1; each return begins the next.</summary>
    public required int Round { get; init; }

    public required ReviewStep Step { get; init; }

    public required ReviewVerdict Verdict { get; init; }

    /// <summary>Account or API token; null for the controller itself.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Name shown then.</summary>
    public required string Who { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Always there with a return.</summary>
    public string? Remark { get; init; }

    public Hearing Heard { get; init; }
}
