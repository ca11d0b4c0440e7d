using System.Security.Claims;
using CloudBroadcast.Controller.Operators;

namespace CloudBroadcast.Controller.Library.Review;

/// <summary>Why a step is not taken.</summary>
internal enum ReviewRefusal
{
    /// <summary>The role does not give it.</summary>
    NoRight,

    /// <summary>The audio is another one by now than the one that was heard.</summary>
    Changed,

    /// <summary>Somebody was faster, or another step comes first.</summary>
    NotDue,

    /// <summary>Who made a version of it, or handed it in, says nothing more of it.</summary>
    OwnWork,

    /// <summary>One person, one step.</summary>
    TookAnotherStep,

    /// <summary>It has to be heard to its end first.</summary>
    NotHeard,

    /// <summary>Whoever gives it back says what has to be changed.</summary>
    NoRemark,

    /// <summary>More than <see cref="ReviewRules.LongestRemark"/> characters.</summary>
    LongRemark,
}

/// <summary>A wish to take a step.</summary>
internal sealed record ReviewWish(ReviewStep Step, ReviewVerdict Verdict, string ContentHash, Hearing Heard, string? Remark);

/// <summary>Who may take which step. Pure.</summary>
internal static class ReviewRules
{
    public const int LongestRemark = 500;

    /// <summary>The steps of a town that asks for that many: 3, 2 or 1.</summary>
    public static IReadOnlyList<ReviewStep> ChainOf(int steps) => steps switch
    {
        3 => [ReviewStep.Submission, ReviewStep.Review, ReviewStep.Approval],
        2 => [ReviewStep.Submission, ReviewStep.Approval],
        _ => [],
    };

    public static Right RightFor(ReviewStep step) => step switch
    {
        ReviewStep.Review => Right.Review,
        ReviewStep.Approval => Right.Approve,
        _ => Right.EditLibrary,
    };

    /// <summary>Why the wish is not taken; null when it is.</summary>
    /// <param name="wish">What somebody wants.</param>
    /// <param name="who">Somebody.</param>
    /// <param name="contentHash">The programme's present audio.</param>
    /// <param name="standing">Where that stands.</param>
    /// <param name="makers">Who put in any version of the programme.</param>
    public static ReviewRefusal? RefusalOf(
        ReviewWish wish, ClaimsPrincipal who, string contentHash, ReviewStanding standing, IReadOnlySet<Guid> makers) => wish switch
        {
            _ when wish.ContentHash != contentHash => ReviewRefusal.Changed,
            _ when standing.Next != wish.Step => ReviewRefusal.NotDue,
            _ when RefusalOf(wish.Step, who, standing, makers) is { } refusal => refusal,
            { Remark.Length: > LongestRemark } => ReviewRefusal.LongRemark,
            { Verdict: ReviewVerdict.Returned } => wish.Step is ReviewStep.Submission ? ReviewRefusal.NotDue
                : string.IsNullOrWhiteSpace(wish.Remark) ? ReviewRefusal.NoRemark : null,
            { Heard: Hearing.None } => ReviewRefusal.NotHeard,
            _ => null,
        };

    /// <summary>As above, of the person alone: whether the step is this person's to take.</summary>
    public static ReviewRefusal? RefusalOf(ReviewStep step, ClaimsPrincipal who, ReviewStanding standing, IReadOnlySet<Guid> makers)
    {
        if (!who.May(RightFor(step)) || who.PersonId() is not { } person)
        {
            return ReviewRefusal.NoRight;
        }

        // A round that begins anew gives nobody another step: who has reviewed may review again, and nothing else.
        var others = standing.Marks.Where(mark => mark.PersonId == person && mark.Step != step && mark.Step is not ReviewStep.Entry).ToList();
        return step is not ReviewStep.Submission && (makers.Contains(person) || others.Any(mark => mark.Step is ReviewStep.Submission))
            ? ReviewRefusal.OwnWork
            : others.Count > 0 ? ReviewRefusal.TookAnotherStep : null;
    }
}
