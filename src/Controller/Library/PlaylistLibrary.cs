using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library;

/// <summary>The playlists: written, found, and taken away again.</summary>
internal sealed class PlaylistLibrary(IDbContextFactory<TownDbContext> databases, AuditTrail audit, TimeProvider time)
{
    public const int MaxProgrammes = 200;

    /// <summary>Raised after a playlist was replaced: what stands in schedules sounds otherwise from now on.</summary>
    public event Action? Changed;

    public async Task<IReadOnlyList<Playlist>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Playlists.AsNoTracking().OrderBy(playlist => playlist.Title).ToListAsync(cancellationToken);
    }

    public async Task<Playlist?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Playlists.AsNoTracking().SingleOrDefaultAsync(playlist => playlist.Id == id, cancellationToken);
    }

    /// <summary>The first id that is no programme's, or null when all are known.</summary>
    public async Task<Guid?> FirstUnknownAsync(IReadOnlyList<Guid> programmeIds, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await ProgrammeLibrary.FirstUnknownAsync(database, programmeIds, cancellationToken);
    }

    /// <exception cref="LibraryConflictException">Another playlist has the title.</exception>
    public async Task<Playlist> AddAsync(PlaylistRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var playlist = new Playlist { Id = Guid.CreateVersion7(time.GetUtcNow()), Title = request.Title, ProgrammeIds = [.. request.ProgrammeIds] };
        await RefuseTakenTitleAsync(database, playlist.Id, request.Title, cancellationToken);
        database.Playlists.Add(playlist);
        await audit.WriteAsync(database, "playlist.make", playlist.Title, null, PlaylistView.Of(playlist), cancellationToken);
        return playlist;
    }

    /// <summary>Writes a playlist anew; null when there is none of that id.</summary>
    /// <exception cref="LibraryConflictException">Another playlist has the title, or a schedule plays it too often for its new length.</exception>
    public async Task<Playlist?> ReplaceAsync(Guid id, PlaylistRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Playlists.SingleOrDefaultAsync(entity => entity.Id == id, cancellationToken) is not { } playlist)
        {
            return null;
        }

        await RefuseTakenTitleAsync(database, id, request.Title, cancellationToken);
        await RefuseTooLongAsync(database, id, request.ProgrammeIds.Count, cancellationToken);
        var before = PlaylistView.Of(playlist);
        playlist.Title = request.Title;
        playlist.ProgrammeIds = [.. request.ProgrammeIds];
        await audit.WriteAsync(database, "playlist.change", playlist.Title, before, PlaylistView.Of(playlist), cancellationToken);
        Changed?.Invoke();
        return playlist;
    }

    /// <summary>False when there is none of that id.</summary>
    /// <exception cref="LibraryConflictException">A schedule needs it.</exception>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await database.Schedules.Where(entity => entity.PlaylistId == id)
            .Select(entity => entity.Title).FirstOrDefaultAsync(cancellationToken);
        if (schedule is not null)
        {
            throw new LibraryConflictException(LibraryConflict.InSchedule, schedule, $"The playlist stands in the schedule \"{schedule}\"; take it out there first.");
        }

        if (await database.Playlists.SingleOrDefaultAsync(entity => entity.Id == id, cancellationToken) is not { } playlist)
        {
            return false;
        }

        database.Playlists.Remove(playlist);
        await audit.WriteAsync(database, "playlist.delete", playlist.Title, PlaylistView.Of(playlist), null, cancellationToken);
        return true;
    }

    private static async Task RefuseTooLongAsync(TownDbContext database, Guid id, int programmes, CancellationToken cancellationToken)
    {
        var schedule = await database.Schedules.Where(entity => entity.PlaylistId == id && entity.Repeats * programmes > OrderCodec.MaxItems)
            .Select(entity => new { entity.Title, entity.Repeats }).FirstOrDefaultAsync(cancellationToken);
        if (schedule is not null)
        {
            throw new LibraryConflictException(
                LibraryConflict.TooLongForSchedule, schedule.Title,
                $"programmeIds has \"{programmes} ids\", and the schedule \"{schedule.Title}\" plays them {schedule.Repeats} times. Allowed: up to {OrderCodec.MaxItems / schedule.Repeats} ids.");
        }
    }

    private static async Task RefuseTakenTitleAsync(TownDbContext database, Guid id, string title, CancellationToken cancellationToken)
    {
        if (await database.Playlists.AnyAsync(entity => entity.Title == title && entity.Id != id, cancellationToken))
        {
            throw new LibraryConflictException(LibraryConflict.TitleTaken, title, $"title is \"{title}\". Another playlist has that title.");
        }
    }
}
