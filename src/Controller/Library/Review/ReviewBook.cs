using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Review;

/// <summary>A programme and where its present audio stands; <see cref="Makers"/> put in any version of it.</summary>
internal sealed record ReviewedProgramme(Programme Programme, ReviewStanding Standing, IReadOnlySet<Guid> Makers);

/// <summary>
/// Knows how far each programme has come. An approval belongs to the audio: what is recorded, cut or spoken anew has none, and
/// what is put back as it was has it again. Title and category are not heard and change nothing here.
/// </summary>
internal sealed class ReviewBook(IDbContextFactory<TownDbContext> databases, IOptions<LibraryOptions> options, AuditTrail audit, TimeProvider time)
{
    /// <summary>Stands in the place of a person's name at the steps of what comes with the product.</summary>
    public const string Delivered = "随产品提供";

    /// <summary>Raised after a programme came on or was given back, and after its audio has become another one.</summary>
    public event Action? Changed;

    /// <summary>The steps that this town asks for, at most three; empty when it asks for none.</summary>
    public IReadOnlyList<ReviewStep> Chain { get; } = ReviewRules.ChainOf(options.Value.ReviewSteps);

    public void RaiseChanged() => Changed?.Invoke();

    /// <summary>Every programme by title.</summary>
    public async Task<IReadOnlyList<ReviewedProgramme>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(database, database.Programmes.AsNoTracking().OrderBy(programme => programme.Title), cancellationToken);
    }

    public async Task<ReviewedProgramme?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(database, id, cancellationToken);
    }

    /// <summary>As above, as a change sees it that is being made.</summary>
    public async Task<ReviewedProgramme?> FindAsync(TownDbContext database, Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(database, database.Programmes.AsNoTracking().Where(programme => programme.Id == id), cancellationToken)).SingleOrDefault();

    /// <summary>The standings of these programmes' present audio, by programme.</summary>
    public async Task<IReadOnlyDictionary<Guid, ReviewStanding>> StandingsAsync(
        TownDbContext database, IReadOnlyCollection<Programme> programmes, CancellationToken cancellationToken)
    {
        var marks = await MarksAsync(database, Chain.Count == 0 ? [] : programmes, cancellationToken);
        return programmes.DistinctBy(programme => programme.Id).ToDictionary(programme => programme.Id, programme => Standing(programme, marks[programme.Id]));
    }

    /// <summary>The first of them that may not go on air yet, or null.</summary>
    public async Task<Programme?> FirstUnapprovedAsync(IReadOnlyList<Programme> programmes, CancellationToken cancellationToken)
    {
        if (Chain.Count == 0)
        {
            return null;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var standings = await StandingsAsync(database, programmes, cancellationToken);
        return programmes.FirstOrDefault(programme => !standings[programme.Id].IsApproved);
    }

    /// <summary>
    /// Notes in the caller's unsaved change whose work a programme's audio is: with each new programme and each new version.
    /// The caller calls <see cref="RaiseChanged"/> once it is saved, unless the programme is new.
    /// </summary>
    public async Task NoteEntryAsync(TownDbContext database, Programme programme, CancellationToken cancellationToken)
    {
        // An older version that is put back keeps the name of who made it.
        if (await database.ReviewMarks.AnyAsync(mark => mark.ProgrammeId == programme.Id && mark.ContentHash == programme.ContentHash && mark.Step == ReviewStep.Entry, cancellationToken))
        {
            return;
        }

        database.ReviewMarks.Add(new ReviewMark
        {
            ProgrammeId = programme.Id,
            ContentHash = programme.ContentHash,
            Round = 1,
            Step = ReviewStep.Entry,
            Verdict = ReviewVerdict.Passed,
            PersonId = audit.Person?.PersonId(),
            Who = audit.Person?.ShownName() ?? "",
            At = time.GetUtcNow(),
        });
    }

    /// <summary>
    /// Notes in the caller's unsaved change that a programme's audio comes with the product and is approved as it was delivered:
    /// its very hash, whatever steps the town asks for. Other audio of the same programme has no such word.
    /// </summary>
    public void NoteDelivered(TownDbContext database, Programme programme) => database.ReviewMarks.AddRange(
        ((ReviewStep[])[ReviewStep.Submission, ReviewStep.Review, ReviewStep.Approval]).Select(step => new ReviewMark
        {
            ProgrammeId = programme.Id,
            ContentHash = programme.ContentHash,
            Round = 1,
            Step = step,
            Verdict = ReviewVerdict.Passed,
            Who = Delivered,
            At = time.GetUtcNow(),
        }));

    private async Task<IReadOnlyList<ReviewedProgramme>> ReadAsync(TownDbContext database, IQueryable<Programme> wanted, CancellationToken cancellationToken)
    {
        var programmes = await wanted.ToListAsync(cancellationToken);
        var marks = await MarksAsync(database, programmes, cancellationToken);
        return [.. programmes.Select(programme => new ReviewedProgramme(
            programme,
            Standing(programme, marks[programme.Id]),
            marks[programme.Id].Where(mark => mark.Step is ReviewStep.Entry && mark.PersonId is not null).Select(mark => mark.PersonId!.Value).ToHashSet()))];
    }

    private ReviewStanding Standing(Programme programme, IEnumerable<ReviewMark> marks) =>
        ReviewStanding.Of(marks.Where(mark => mark.ContentHash == programme.ContentHash), Chain);

    private static async Task<ILookup<Guid, ReviewMark>> MarksAsync(
        TownDbContext database, IReadOnlyCollection<Programme> programmes, CancellationToken cancellationToken)
    {
        var ids = programmes.Select(programme => programme.Id).Distinct().ToList();
        return (await database.ReviewMarks.AsNoTracking().Where(mark => ids.Contains(mark.ProgrammeId)).ToListAsync(cancellationToken))
            .ToLookup(mark => mark.ProgrammeId);
    }
}
