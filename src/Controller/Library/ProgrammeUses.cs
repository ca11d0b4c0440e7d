using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Library;

/// <summary>Where a programme is planned: by itself, in a playlist or as an episode of a column.</summary>
internal sealed record ProgrammeUse(IReadOnlyList<Schedule> Schedules, IReadOnlyList<Playlist> Playlists, IReadOnlyList<Column> Columns)
{
    public static readonly ProgrammeUse None = new([], [], []);

    public bool IsPlanned => Schedules.Count > 0;
}

/// <summary>When a programme sounded.</summary>
internal sealed record ProgrammePast(int Count, IReadOnlyList<Broadcast> Latest);

/// <summary>Answers where a programme is used: schedules, playlists, past broadcasts.</summary>
internal sealed class ProgrammeUses(IDbContextFactory<TownDbContext> databases)
{
    private const int LatestShown = 5;

    /// <summary>By programme; one that is used nowhere is not in it.</summary>
    public async Task<IReadOnlyDictionary<Guid, ProgrammeUse>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var playlists = await database.Playlists.AsNoTracking().OrderBy(playlist => playlist.Title).ToListAsync(cancellationToken);
        var schedules = await database.Schedules.AsNoTracking().OrderBy(schedule => schedule.StartTime).ToListAsync(cancellationToken);
        var byPlaylist = schedules.Where(schedule => schedule.PlaylistId is not null).ToLookup(schedule => schedule.PlaylistId!.Value);
        var inPlaylists = playlists.SelectMany(playlist => playlist.ProgrammeIds.Distinct().Select(id => (Id: id, Playlist: playlist))).ToLookup(pair => pair.Id, pair => pair.Playlist);
        var columns = await database.Columns.AsNoTracking().OrderBy(column => column.Title).ToListAsync(cancellationToken);
        var byColumn = schedules.Where(schedule => schedule.ColumnId is not null).ToLookup(schedule => schedule.ColumnId!.Value);
        var inColumns = columns.SelectMany(column => column.ProgrammeIds.Select(id => (Id: id, Column: column))).ToLookup(pair => pair.Id, pair => pair.Column);
        var bySelf = schedules.Where(schedule => schedule.ProgrammeId is not null).ToLookup(schedule => schedule.ProgrammeId!.Value);
        return bySelf.Select(group => group.Key).Union(inPlaylists.Select(group => group.Key)).Union(inColumns.Select(group => group.Key)).ToDictionary(id => id, id => new ProgrammeUse(
            [.. bySelf[id].Concat(inPlaylists[id].SelectMany(playlist => byPlaylist[playlist.Id])).Concat(inColumns[id].SelectMany(column => byColumn[column.Id])).DistinctBy(schedule => schedule.Id)],
            [.. inPlaylists[id]],
            [.. inColumns[id]]));
    }

    /// <summary>How often a programme has sounded or was to sound, and the latest of it.</summary>
    public async Task<ProgrammePast> PastAsync(Guid programmeId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var past = database.Broadcasts.AsNoTracking().Where(broadcast => broadcast.ProgrammeIds.Contains(programmeId));
        return new ProgrammePast(
            await past.CountAsync(cancellationToken),
            await past.OrderByDescending(broadcast => broadcast.PlannedStart).Take(LatestShown).ToListAsync(cancellationToken));
    }
}
