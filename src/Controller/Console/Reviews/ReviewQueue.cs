using System.Security.Claims;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Operators;

namespace CloudBroadcast.Controller.Console.Reviews;

/// <summary>A programme on its way, with the first run that needs it within a week.</summary>
internal sealed record QueuedProgramme(ReviewedProgramme One, RunView? FirstRun);

/// <summary>What the review asks of one person, and what has become of this person's own.</summary>
internal sealed record ReviewLists
{
    /// <summary>Waits for this person's word.</summary>
    public required IReadOnlyList<QueuedProgramme> Waiting { get; init; }

    /// <summary>Given back, for those who may hand it in again.</summary>
    public required IReadOnlyList<QueuedProgramme> Returned { get; init; }

    /// <summary>Handed in by nobody, for those who may.</summary>
    public required IReadOnlyList<QueuedProgramme> Drafts { get; init; }

    /// <summary>On its way by other people's hands.</summary>
    public required IReadOnlyList<QueuedProgramme> OnTheWay { get; init; }

    /// <summary>This person's words of today, the last first.</summary>
    public required IReadOnlyList<(ReviewedProgramme One, ReviewMark Mark)> Today { get; init; }
}

/// <summary>Reads <see cref="ReviewLists"/>; what goes on air first stands first.</summary>
internal sealed class ReviewQueue(ReviewBook book, PlanReader plans, TownTime time)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    public async Task<ReviewLists> ReadAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        var all = await book.ListAsync(cancellationToken);
        var runs = await FirstRunsAsync(cancellationToken);
        var open = all.Where(one => !one.Standing.IsApproved).Select(one => new QueuedProgramme(one, runs.GetValueOrDefault(one.Programme.Id)))
            .OrderBy(queued => queued.FirstRun?.StartsAt ?? DateTimeOffset.MaxValue).ThenBy(queued => queued.One.Programme.CreatedAt).ToList();
        var mayHandIn = who.May(Right.EditLibrary);
        return new ReviewLists
        {
            Waiting = [.. open.Where(queued => IsWaiting(who, queued.One))],
            Returned = [.. open.Where(queued => mayHandIn && queued.One.Standing.State is ReviewState.Returned)],
            Drafts = [.. open.Where(queued => mayHandIn && queued.One.Standing.State is ReviewState.Draft)],
            OnTheWay = [.. open.Where(queued => queued.One.Standing.State is ReviewState.AwaitsReview or ReviewState.AwaitsApproval && !IsWaiting(who, queued.One))],
            Today =
            [
                .. from one in all
                   from mark in one.Standing.Marks
                   where mark.Step is not ReviewStep.Entry && mark.PersonId is not null && mark.PersonId == who.PersonId() && time.DayOf(mark.At) == time.Today
                   orderby mark.At descending
                   select (one, mark),
            ],
        };
    }

    /// <summary>How many things wait for this person: to be judged, or to be put right.</summary>
    public async Task<int> CountAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        (await book.ListAsync(cancellationToken)).Count(one =>
            IsWaiting(who, one) || (one.Standing.State is ReviewState.Returned && who.May(Right.EditLibrary)));

    private static bool IsWaiting(ClaimsPrincipal who, ReviewedProgramme one) =>
        one.Standing.State is ReviewState.AwaitsReview or ReviewState.AwaitsApproval && ReviewDesk.IsFor(who, one);

    private async Task<Dictionary<Guid, RunView>> FirstRunsAsync(CancellationToken cancellationToken)
    {
        var plan = await plans.ReadAsync(time.Now, time.Now + Ahead, cancellationToken);
        var runs = new Runs(plan, new Dictionary<string, Heard>(), time.Now).Between(time.Now, time.Now + Ahead);
        return runs.SelectMany(run => run.Unreviewed.Select(id => (id, run))).DistinctBy(pair => pair.id).ToDictionary(pair => pair.id, pair => pair.run);
    }
}
