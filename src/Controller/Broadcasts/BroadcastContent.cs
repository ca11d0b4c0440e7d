using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Which programmes a programme or a playlist stands for, in the order in which they sound.</summary>
internal sealed class BroadcastContent(IDbContextFactory<TownDbContext> databases)
{
    /// <summary>The field and what is wrong when a named programme or playlist is not there or empty; null when nothing is.</summary>
    public async Task<(string Field, string Problem)?> ProblemOfAsync(
        Guid? programmeId, Guid? playlistId, CancellationToken cancellationToken)
    {
        var programmes = await ResolveAsync(programmeId, playlistId, cancellationToken);
        return (programmeId, playlistId) switch
        {
            ({ } id, _) when programmes.Count == 0 => ("programmeId", $"Programme \"{id}\" is unknown. Allowed: an id of GET /api/programmes."),
            (_, { } id) when programmes.Count == 0 => ("playlistId", $"Playlist \"{id}\" is unknown or empty. Allowed: an id of GET /api/playlists with programmes in it."),
            _ => null,
        };
    }

    /// <summary>The programmes; empty when there is nothing to say.</summary>
    public async Task<IReadOnlyList<Programme>> ResolveAsync(Guid? programmeId, Guid? playlistId, CancellationToken cancellationToken)
    {
        if (playlistId is not { } list)
        {
            return await ResolveAsync(programmeId is { } one ? [one] : [], cancellationToken);
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var playlist = await database.Playlists.AsNoTracking().SingleOrDefaultAsync(known => known.Id == list, cancellationToken);
        return await ResolveAsync(playlist?.ProgrammeIds ?? [], cancellationToken);
    }

    /// <summary>The programmes of those ids in the same order; those that are gone are left out.</summary>
    public async Task<IReadOnlyList<Programme>> ResolveAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var found = await database.Programmes.AsNoTracking().Where(programme => ids.Contains(programme.Id))
            .ToDictionaryAsync(programme => programme.Id, cancellationToken);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <summary>How long they sound together.</summary>
    public static TimeSpan LengthOf(IEnumerable<Programme> programmes) =>
        programmes.Aggregate(TimeSpan.Zero, (sum, programme) => sum + programme.Length);
}
