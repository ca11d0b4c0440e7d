using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Library.Versions;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library;

/// <summary>A programme that was asked for, and whether it is new.</summary>
internal sealed record AddedProgramme(Programme Programme, bool IsNew);

/// <summary>Where audio comes from, and how it was spoken if it was.</summary>
internal sealed record AudioSource(ProgrammeOrigin Origin, string? Text = null, SpeechStyle? Style = null);

/// <summary>The programmes: made of uploads and texts, found, changed, and taken away again.</summary>
internal sealed class ProgrammeLibrary(
    IDbContextFactory<TownDbContext> databases, AudioImport import, Speaker speaker, AudioFiles files, ReviewBook reviews, AuditTrail audit, TimeProvider time)
    : IDisposable
{
    // Rows and files are two things: one at a time decides whether a file is still needed.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>Raised after a programme sounds otherwise than before.</summary>
    public event Action? Changed;

    /// <summary>Imports an upload. The same audio under the same title is the programme that is there already.</summary>
    /// <exception cref="AudioRefusedException">The upload can't become a programme.</exception>
    /// <exception cref="LibraryConflictException">Another programme has the title.</exception>
    public async Task<AddedProgramme> ImportAsync(
        Stream upload, string fileName, string title, Category category, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var audio = await import.ImportAsync(upload, fileName, progress, cancellationToken);
        return await AddAsync(audio, title, category, new AudioSource(ProgrammeOrigin.Uploaded), by: null, cancellationToken);
    }

    /// <summary>Speaks a text into the library.</summary>
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    /// <exception cref="AudioRefusedException">What it said is too long or nothing.</exception>
    /// <exception cref="LibraryConflictException">Another programme has the title.</exception>
    public Task<AddedProgramme> SpeakAsync(string text, string title, Category category, CancellationToken cancellationToken) =>
        SpeakAsync(text, title, category, SpeechStyle.Usual, cancellationToken);

    /// <summary>As above, in a voice and speed of choice.</summary>
    public async Task<AddedProgramme> SpeakAsync(
        string text, string title, Category category, SpeechStyle style, CancellationToken cancellationToken)
    {
        var audio = await speaker.SpeakAsync(text, title, style, cancellationToken);
        return await AddAsync(audio, title, category, new AudioSource(ProgrammeOrigin.Spoken, text, style), by: null, cancellationToken);
    }

    /// <summary>Makes a new version of a programme by speaking another text; null when there is none of that id.</summary>
    /// <exception cref="SpeechFailedException">The voice failed.</exception>
    /// <exception cref="AudioRefusedException">What it said is too long or nothing.</exception>
    /// <exception cref="LibraryConflictException">The programme has another version by now.</exception>
    public async Task<Programme?> SpeakAgainAsync(Guid id, int version, string text, SpeechStyle style, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } programme)
        {
            return null;
        }

        var audio = await speaker.SpeakAsync(text, programme.Title, style, cancellationToken);
        return await ReplaceAudioAsync(id, version, audio, new AudioSource(ProgrammeOrigin.Spoken, text, style), cancellationToken);
    }

    public async Task<IReadOnlyList<Programme>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Programmes.AsNoTracking().OrderBy(programme => programme.Title).ToListAsync(cancellationToken);
    }

    /// <summary>What may be planned on that day and after it: all but what is out of date.</summary>
    public async Task<IReadOnlyList<Programme>> OfferedAsync(DateOnly today, CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(programme => !programme.IsExpired(today))];

    public async Task<Programme?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Programmes.AsNoTracking().SingleOrDefaultAsync(programme => programme.Id == id, cancellationToken);
    }

    /// <summary>Those of the ids that there are, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, Programme>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Programmes.AsNoTracking().Where(programme => ids.Contains(programme.Id)).ToDictionaryAsync(programme => programme.Id, cancellationToken);
    }

    /// <summary>The first id that is no programme's, or null when all are known.</summary>
    public static async Task<Guid?> FirstUnknownAsync(TownDbContext database, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var known = await database.Programmes.Where(programme => ids.Contains(programme.Id)).Select(programme => programme.Id).ToListAsync(cancellationToken);
        return ids.Except(known).Select(id => (Guid?)id).FirstOrDefault();
    }

    /// <summary>The versions before the present one, the newest first.</summary>
    public async Task<IReadOnlyList<ProgrammeVersion>> VersionsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.ProgrammeVersions.AsNoTracking().Where(version => version.ProgrammeId == id)
            .OrderByDescending(version => version.Number).ToListAsync(cancellationToken);
    }

    /// <summary>Takes audio that lies in the library already into it as a programme.</summary>
    /// <exception cref="LibraryConflictException">Another programme has the title; the audio is gone unless another programme has it.</exception>
    public async Task<AddedProgramme> AddAsync(
        ImportedAudio audio, string title, Category category, AudioSource source, Actor? by, CancellationToken cancellationToken)
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

            var programme = Made(audio, title, category, source, by);
            database.Programmes.Add(programme);
            await reviews.NoteEntryAsync(database, programme, cancellationToken);
            if (source.Origin is ProgrammeOrigin.Chime)
            {
                reviews.NoteDelivered(database, programme);
            }

            await audit.WriteAsync(database, by, "programme.make", title, null, ProgrammeView.Of(programme), cancellationToken);
            return new AddedProgramme(programme, IsNew: true);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Changes what a programme is called and how it is found; null when there is none of that id.</summary>
    /// <exception cref="LibraryConflictException">Another programme has the title, or somebody else was faster.</exception>
    public async Task<Programme?> ChangeAsync(Guid id, ProgrammeChange change, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Programmes.SingleOrDefaultAsync(entity => entity.Id == id, cancellationToken) is not { } programme)
        {
            return null;
        }

        if (change.Revision != programme.Revision)
        {
            throw Stale(programme);
        }

        if (await database.Programmes.AnyAsync(entity => entity.Title == change.Title && entity.Id != id, cancellationToken))
        {
            throw TitleTaken(change.Title);
        }

        var before = ProgrammeView.Of(programme);
        (programme.Title, programme.Category, programme.Tags, programme.ValidUntil) = (change.Title, change.Category, [.. change.Tags], change.ValidUntil);
        await SaveAsync(database, "programme.change", before, programme, cancellationToken);
        return programme;
    }

    /// <summary>Lets a programme sound otherwise; what it sounded like is kept. Null when there is none of that id.</summary>
    /// <exception cref="LibraryConflictException">The programme has another version than <paramref name="version"/> by now.</exception>
    public async Task<Programme?> ReplaceAudioAsync(
        Guid id, int version, ImportedAudio audio, AudioSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await ReplaceAsync(id, version, programme => Take(programme, audio, source), "programme.version", cancellationToken);
        }
        finally
        {
            await DeleteUnusedAsync(audio.ContentHash, CancellationToken.None);
        }
    }

    /// <summary>Makes an earlier version the present one again, under a new number; null when there is no such programme or version.</summary>
    /// <exception cref="LibraryConflictException">The programme has another version than <paramref name="version"/> by now.</exception>
    public async Task<Programme?> RestoreAsync(Guid id, int version, int number, CancellationToken cancellationToken)
    {
        var earlier = (await VersionsAsync(id, cancellationToken)).SingleOrDefault(known => known.Number == number);
        return earlier is null ? null : await ReplaceAsync(id, version, programme => Take(programme, earlier), "programme.restore", cancellationToken);
    }

    /// <summary>Takes a programme away, and its audio with the last programme that has it; false when there is none.</summary>
    /// <exception cref="LibraryConflictException">A schedule, a playlist or a column needs it.</exception>
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
            var versions = await database.ProgrammeVersions.Where(version => version.ProgrammeId == id).ToListAsync(cancellationToken);
            database.ProgrammeVersions.RemoveRange(versions);
            database.Programmes.Remove(programme);
            await audit.WriteAsync(database, "programme.delete", programme.Title, ProgrammeView.Of(programme), null, cancellationToken);
            foreach (var contentHash in versions.Select(version => version.ContentHash).Append(programme.ContentHash).Distinct())
            {
                await DeleteUnusedAsync(database, contentHash, cancellationToken);
            }

            return true;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<Programme?> ReplaceAsync(
        Guid id, int version, Action<Programme> take, string action, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            if (await database.Programmes.SingleOrDefaultAsync(entity => entity.Id == id, cancellationToken) is not { } programme)
            {
                return null;
            }

            if (programme.Version != version)
            {
                throw Stale(programme);
            }

            var before = ProgrammeView.Of(programme);
            database.ProgrammeVersions.Add(ProgrammeVersion.Of(programme));
            take(programme);
            (programme.Version, programme.VersionAt, programme.VersionBy) = (programme.Version + 1, time.GetUtcNow(), audit.Present.Who);
            await reviews.NoteEntryAsync(database, programme, cancellationToken);
            await SaveAsync(database, action, before, programme, cancellationToken);
            reviews.RaiseChanged();
            Changed?.Invoke();
            return programme;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task SaveAsync(
        TownDbContext database, string action, ProgrammeView before, Programme programme, CancellationToken cancellationToken)
    {
        programme.Revision++;
        try
        {
            await audit.WriteAsync(database, action, programme.Title, before, ProgrammeView.Of(programme), cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw Stale(programme);
        }
    }

    private static LibraryConflictException Stale(Programme programme) => new(
        LibraryConflict.Stale, programme.Title, $"The programme \"{programme.Title}\" has been changed by somebody else; read it again.");

    private static LibraryConflictException TitleTaken(string title) => new(
        LibraryConflict.TitleTaken, title, $"title is \"{title}\". Another programme with other audio has that title.");

    private async Task<LibraryConflictException> TakenAsync(
        TownDbContext database, string contentHash, string title, CancellationToken cancellationToken)
    {
        await DeleteUnusedAsync(database, contentHash, cancellationToken);
        return TitleTaken(title);
    }

    private async Task DeleteUnusedAsync(string contentHash, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await DeleteUnusedAsync(database, contentHash, cancellationToken);
    }

    private async Task DeleteUnusedAsync(TownDbContext database, string contentHash, CancellationToken cancellationToken)
    {
        var isUsed = await database.Programmes.AnyAsync(programme => programme.ContentHash == contentHash, cancellationToken)
            || await database.ProgrammeVersions.AnyAsync(version => version.ContentHash == contentHash, cancellationToken);
        if (!isUsed)
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
        var column = await database.Columns.Where(entity => entity.ProgrammeIds.Contains(programme.Id))
            .Select(entity => entity.Title).FirstOrDefaultAsync(cancellationToken);
        if ((schedule ?? playlist ?? column) is { } needs)
        {
            var (kind, noun) = schedule is not null ? (LibraryConflict.InSchedule, "schedule")
                : playlist is not null ? (LibraryConflict.InPlaylist, "playlist") : (LibraryConflict.InColumn, "column");
            throw new LibraryConflictException(kind, needs, $"The programme \"{programme.Title}\" stands in the {noun} \"{needs}\"; take it out there first.");
        }
    }

    private Programme Made(ImportedAudio audio, string title, Category category, AudioSource source, Actor? by)
    {
        var programme = new Programme
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
            CreatedAt = time.GetUtcNow(),
            VersionBy = (by ?? audit.Present).Who,
        };
        Take(programme, audio, source);
        return programme;
    }

    private static void Take(Programme programme, ImportedAudio audio, AudioSource source)
    {
        (programme.ContentHash, programme.LengthSamples, programme.Packets, programme.PreSkip) =
            (audio.ContentHash, audio.LengthSamples, audio.Packets, audio.PreSkip);
        (programme.SourceLufs, programme.Lufs, programme.Origin) = (audio.MeasuredLufs, audio.LevelledLufs, source.Origin);

        // A part of a text is still that text to who reads along.
        if (source.Origin is not ProgrammeOrigin.Cut)
        {
            (programme.Text, programme.Voice, programme.SpeedPercent) = (source.Text, source.Style?.Voice, source.Style?.SpeedPercent);
        }
    }

    private static void Take(Programme programme, ProgrammeVersion version)
    {
        (programme.ContentHash, programme.LengthSamples, programme.Packets, programme.PreSkip) =
            (version.ContentHash, version.LengthSamples, version.Packets, version.PreSkip);
        (programme.SourceLufs, programme.Lufs, programme.Origin) = (version.SourceLufs, version.Lufs, ProgrammeOrigin.Restored);
        (programme.Text, programme.Voice, programme.SpeedPercent) = (version.Text, version.Voice, version.SpeedPercent);
    }
}
