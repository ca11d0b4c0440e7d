using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Review;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Which programmes a programme or a playlist stands for, in the order in which they sound.</summary>
internal sealed class BroadcastContent(ProgrammeLibrary programmes, PlaylistLibrary playlists, ReviewBook reviews)
{
    /// <summary>Why these may not go on air yet, in words; null when each of them is approved as it sounds now.</summary>
    public async Task<string?> UnreviewedAsync(IReadOnlyList<Programme> wanted, CancellationToken cancellationToken) =>
        await reviews.FirstUnapprovedAsync(wanted, cancellationToken) is { } first ? UnreviewedWords(first.Title) : null;

    /// <summary>What is said of a programme that may not go on air yet.</summary>
    public static string UnreviewedWords(string title) => $"节目《{title}》还没有审完";

    /// <summary>The field and what is wrong when a named programme or playlist is not there or empty; null when nothing is.</summary>
    public async Task<(string Field, string Problem)?> ProblemOfAsync(
        Guid? programmeId, Guid? playlistId, CancellationToken cancellationToken)
    {
        var found = await ResolveAsync(programmeId, playlistId, cancellationToken);
        return (programmeId, playlistId) switch
        {
            ({ } id, _) when found.Count == 0 => ("programmeId", $"Programme \"{id}\" is unknown. Allowed: an id of GET /api/programmes."),
            (_, { } id) when found.Count == 0 => ("playlistId", $"Playlist \"{id}\" is unknown or empty. Allowed: an id of GET /api/playlists with programmes in it."),
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

        var playlist = await playlists.FindAsync(list, cancellationToken);
        return await ResolveAsync(playlist?.ProgrammeIds ?? [], cancellationToken);
    }

    /// <summary>The programmes of those ids in the same order; those that are gone are left out.</summary>
    public async Task<IReadOnlyList<Programme>> ResolveAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var found = await programmes.FindAsync(ids, cancellationToken);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <summary>How long they sound together.</summary>
    public static TimeSpan LengthOf(IEnumerable<Programme> programmes) =>
        programmes.Aggregate(TimeSpan.Zero, (sum, programme) => sum + programme.Length);
}
