using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library;

/// <summary>A programme that was asked for, and whether it is new.</summary>
internal sealed record AddedProgramme(Programme Programme, bool IsNew);

/// <summary>The programmes: made of uploads and texts, found, and taken away again.</summary>
internal sealed class ProgrammeLibrary(
    IDbContextFactory<TownDbContext> databases, AudioImport import, Speaker speaker, AudioFiles files, ReviewBook reviews, AuditTrail audit, TimeProvider time)
    : IDisposable
{
    // Rows and files are two things: one at a time decides whether a file is still needed.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>Imports an upload. The same audio under the same title is the programme that is there already.</summary>
    /// <exception cref="AudioRefusedException">The upload can't become a programme.</exception>
    /// <exception cref="LibraryConflictException">Another programme has the title.</exception>
    public async Task<AddedProgramme> ImportAsync(
        Stream upload, string fileName, string title, Category category, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var audio = await import.ImportAsync(upload, fileName, progress, cancellationToken);
        return await AddAsync(audio, title, category, text: null, cancellationToken);
    }

    /// <summary>Speaks a text into the library.</summary>
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    /// <exception cref="AudioRefusedException">What it said is too long or nothing.</exception>
    /// <exception cref="LibraryConflictException">Another programme has the title.</exception>
    public async Task<AddedProgramme> SpeakAsync(string text, string title, Category category, CancellationToken cancellationToken)
    {
        var audio = await speaker.SpeakAsync(text, title, cancellationToken);
        return await AddAsync(audio, title, category, text, cancellationToken);
    }

    public async Task<IReadOnlyList<Programme>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Programmes.AsNoTracking().OrderBy(programme => programme.Title).ToListAsync(cancellationToken);
    }

    public async Task<Programme?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Programmes.AsNoTracking().SingleOrDefaultAsync(programme => programme.Id == id, cancellationToken);
    }

    /// <summary>Takes a programme away, and its audio with the last programme that has it; false when there is none.</summary>
    /// <exception cref="LibraryConflictException">A schedule or a playlist needs it.</exception>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            if (await database.Programmes.SingleOrDefaultAsync(entity => entity.Id == id, cancellationToken) is not { } programme)
            {
                return false;
            }

            await RefuseWhileNeededAsync(database, programme, cancellationToken);
            database.Programmes.Remove(programme);
            await audit.WriteAsync(database, "programme.delete", programme.Title, ProgrammeView.Of(programme), null, cancellationToken);
            await DeleteUnusedAsync(database, programme.ContentHash, cancellationToken);
            return true;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<AddedProgramme> AddAsync(
        ImportedAudio audio, string title, Category category, string? text, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            if (await database.Programmes.AsNoTracking().SingleOrDefaultAsync(entity => entity.Title == title, cancellationToken) is { } known)
            {
                return known.ContentHash == audio.ContentHash
                    ? new AddedProgramme(known, IsNew: false)
                    : throw await TakenAsync(database, audio.ContentHash, title, cancellationToken);
            }

            var programme = Made(audio, title, category, text);
            database.Programmes.Add(programme);
            await reviews.NoteEntryAsync(database, programme, cancellationToken);
            await audit.WriteAsync(database, "programme.make", title, null, ProgrammeView.Of(programme), cancellationToken);
            return new AddedProgramme(programme, IsNew: true);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<LibraryConflictException> TakenAsync(
        TownDbContext database, string contentHash, string title, CancellationToken cancellationToken)
    {
        await DeleteUnusedAsync(database, contentHash, cancellationToken);
        return new LibraryConflictException($"title is \"{title}\". Another programme with other audio has that title.");
    }

    private async Task DeleteUnusedAsync(TownDbContext database, string contentHash, CancellationToken cancellationToken)
    {
        if (!await database.Programmes.AnyAsync(programme => programme.ContentHash == contentHash, cancellationToken))
        {
            files.Delete(contentHash);
        }
    }

    private static async Task RefuseWhileNeededAsync(TownDbContext database, Programme programme, CancellationToken cancellationToken)
    {
        var schedule = await database.Schedules.Where(entity => entity.ProgrammeId == programme.Id)
            .Select(entity => entity.Title).FirstOrDefaultAsync(cancellationToken);
        var playlist = await database.Playlists.Where(entity => entity.ProgrammeIds.Contains(programme.Id))
            .Select(entity => entity.Title).FirstOrDefaultAsync(cancellationToken);
        if (schedule is not null || playlist is not null)
        {
            var needs = schedule is not null ? $"schedule \"{schedule}\"" : $"playlist \"{playlist}\"";
            throw new LibraryConflictException($"The programme \"{programme.Title}\" stands in the {needs}; take it out there first.");
        }
    }

    private Programme Made(ImportedAudio audio, string title, Category category, string? text) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        Title = title,
        Category = category,
        ContentHash = audio.ContentHash,
        LengthSamples = audio.LengthSamples,
        Packets = audio.Packets,
        PreSkip = audio.PreSkip,
        SourceLufs = audio.MeasuredLufs,
        Lufs = audio.LevelledLufs,
        Text = text,
        CreatedAt = time.GetUtcNow(),
    };
}
