using System.Security.Claims;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library.Review;

/// <summary>What became of a wish to take a step; exactly one member says it.</summary>
internal sealed record ReviewOutcome
{
    public ReviewedProgramme? Taken { get; init; }

    public ReviewRefusal? Refused { get; init; }

    /// <summary>There is no such programme.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>Where people hand in, pass and give back; each step stands in the audit trail.</summary>
internal sealed class ReviewDesk(IDbContextFactory<TownDbContext> databases, ReviewBook book, AuditTrail audit, TimeProvider time) : IDisposable
{
    // Of two who press at once, here the look before the insert settles it; between two controllers the key does.
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<ReviewOutcome> TakeAsync(ClaimsPrincipal who, Guid programmeId, ReviewWish wish, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (await TryAsync(who, programmeId, wish, cancellationToken) is { } refused)
            {
                return refused;
            }
        }
        finally
        {
            _one.Release();
        }

        book.RaiseChanged();
        return new ReviewOutcome { Taken = await book.FindAsync(programmeId, cancellationToken) };
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Those whose next step is this person's to take, what was given back to this person among them.</summary>
    public static bool IsFor(ClaimsPrincipal who, ReviewedProgramme one) =>
        one.Standing.Next is { } step && ReviewRules.RefusalOf(step, who, one.Standing, one.Makers) is null;

    // Null when it is taken.
    private async Task<ReviewOutcome?> TryAsync(ClaimsPrincipal who, Guid programmeId, ReviewWish wish, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await book.FindAsync(database, programmeId, cancellationToken) is not { } known)
        {
            return new ReviewOutcome { IsUnknown = true };
        }

        if (ReviewRules.RefusalOf(wish, who, known.Programme.ContentHash, known.Standing, known.Makers) is { } refusal)
        {
            return new ReviewOutcome { Refused = refusal };
        }

        try
        {
            await WriteAsync(database, known, who, wish, cancellationToken);
            return null;
        }
        catch (DbUpdateException)
        {
            // The key is taken, so another controller was faster; anything else is the database's own trouble.
            var now = await book.FindAsync(programmeId, cancellationToken);
            if (now?.Standing.Next == wish.Step && now.Standing.Round == known.Standing.Round)
            {
                throw;
            }

            return now is null ? new ReviewOutcome { IsUnknown = true } : new ReviewOutcome { Refused = ReviewRefusal.NotDue };
        }
    }

    private Task WriteAsync(TownDbContext database, ReviewedProgramme known, ClaimsPrincipal who, ReviewWish wish, CancellationToken cancellationToken)
    {
        var mark = new ReviewMark
        {
            ProgrammeId = known.Programme.Id,
            ContentHash = wish.ContentHash,
            Round = known.Standing.Round,
            Step = wish.Step,
            Verdict = wish.Verdict,
            PersonId = who.PersonId(),
            Who = who.ShownName(),
            At = time.GetUtcNow(),
            Remark = string.IsNullOrWhiteSpace(wish.Remark) ? null : wish.Remark.Trim(),
            Heard = wish.Heard,
        };
        database.ReviewMarks.Add(mark);
        var action = (wish.Verdict, wish.Step) switch
        {
            (ReviewVerdict.Returned, _) => "programme.return",
            (_, ReviewStep.Submission) => "programme.submit",
            (_, ReviewStep.Review) => "programme.review",
            _ => "programme.approve",
        };
        return audit.WriteAsync(database, action, known.Programme.Title, null, ReviewMarkView.Of(mark), cancellationToken);
    }
}
