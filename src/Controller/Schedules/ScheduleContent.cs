using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Schedules.Episodes;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What one start of a schedule sounds.</summary>
/// <param name="Title">The schedule's title, with that of the episode where it plays a column.</param>
/// <param name="Programmes">In the order in which they sound; empty when there is nothing to say.</param>
/// <param name="Unreviewed">Why they may not go on air yet, in words; null when each of them is approved.</param>
internal sealed record StartContent(string Title, IReadOnlyList<Programme> Programmes, string? Unreviewed)
{
    public TimeSpan Length => BroadcastContent.LengthOf(Programmes);
}

/// <summary>What schedules sound, start by start: a programme, a playlist, or the episode that the day has of a column.</summary>
internal sealed class ScheduleContent(
    BroadcastContent content, ColumnLibrary columns, EpisodeBook episodes, ReviewBook reviews, GatewayLimits limits, TimeProvider time)
{
    /// <summary>Titles of broadcasts are no longer on the wire.</summary>
    private const int LongestTitle = 200;

    /// <summary>As things stand, for starts before <paramref name="to"/>; drafts stand in the place of what is in the book.</summary>
    public async Task<Reading> ReadAsync(TownDbContext database, IEnumerable<Schedule> drafts, DateTimeOffset to, CancellationToken cancellationToken) =>
        new(database, reviews, await EpisodePlan.ReadAsync(database, reviews, limits, drafts, time.GetUtcNow(), to, cancellationToken));

    /// <summary>What starts now, settled for its day.</summary>
    public async Task<(IReadOnlyList<Programme> Programmes, string Title)> SettleAsync(Schedule schedule, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        if (schedule.ColumnId is null)
        {
            return (Repeated(schedule, await content.ResolveAsync(schedule.ProgrammeId, schedule.PlaylistId, cancellationToken)), schedule.Title);
        }

        var pick = await episodes.SettleAsync(schedule, startsAt, cancellationToken);
        return (Repeated<Programme>(schedule, pick?.Programme is { } episode ? [episode] : []), TitleOf(schedule, pick));
    }

    /// <summary>What sounds once, as often as the schedule plays it: a playlist as a whole, again and again.</summary>
    /// <param name="schedule">Whose.</param>
    /// <param name="once">What one play of it consists of, in order.</param>
    public static IReadOnlyList<T> Repeated<T>(Schedule schedule, IReadOnlyList<T> once)
    {
        // A playlist that was written longer while its schedule was written too must not make an order that can't be signed.
        var plays = Math.Min(schedule.Repeats, OrderCodec.MaxItems / Math.Max(1, once.Count));
        return plays <= 1 ? once : [.. Enumerable.Repeat(once, plays).SelectMany(play => play)];
    }

    /// <summary>The field and what is wrong when what a schedule names is not there or empty; null when nothing is.</summary>
    public async Task<(string Field, string Problem)?> ProblemOfAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        if (request.ColumnId is not { } id)
        {
            return await content.ProblemOfAsync(request.ProgrammeId, request.PlaylistId, cancellationToken)
                ?? await TooManyPiecesAsync(request, cancellationToken);
        }

        return await columns.FindAsync(id, cancellationToken) is { ProgrammeIds.Count: > 0 }
            ? null
            : ("columnId", $"Column \"{id}\" is unknown or empty. Allowed: an id of GET /api/columns with episodes in it.");
    }

    /// <summary>每日普法：遗嘱怎么写; the schedule's title alone where it plays no column, or the day has nothing of it.</summary>
    public static string TitleOf(Schedule schedule, EpisodePick? pick)
    {
        if (pick?.Programme is not { } episode || episode.Title.StartsWith(schedule.Title, StringComparison.Ordinal))
        {
            return pick?.Programme?.Title ?? schedule.Title;
        }

        var title = $"{schedule.Title}：{episode.Title}";
        return title.Length > LongestTitle ? title[..LongestTitle] : title;
    }

    // A number that no schedule may have is refused by the rules already.
    private async Task<(string Field, string Problem)?> TooManyPiecesAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        var pieces = (await content.ResolveAsync(request.ProgrammeId, request.PlaylistId, cancellationToken)).Count;
        return pieces > 0 && request.Repeats <= ScheduleRules.MostRepeats && request.Repeats > OrderCodec.MaxItems / pieces
            ? ("repeats", $"\"{request.Repeats}\" times {pieces} programmes are more than an order names ({OrderCodec.MaxItems}). Allowed: 1 to {OrderCodec.MaxItems / pieces}.")
            : null;
    }

    /// <summary>What schedules sound as it stood at one moment. The library is read once, when it is asked for the first time.</summary>
    internal sealed class Reading(TownDbContext database, ReviewBook reviews, EpisodePlan plan)
    {
        private readonly Dictionary<(Guid Schedule, Guid? Episode), StartContent> _known = [];
        private Shelf? _shelf;

        private sealed record Shelf(
            IReadOnlyDictionary<Guid, Programme> Programmes, IReadOnlyDictionary<Guid, Playlist> Playlists, IReadOnlyDictionary<Guid, ReviewStanding> Standings);

        public async Task<StartContent> OfAsync(Schedule schedule, DateTimeOffset start, CancellationToken cancellationToken)
        {
            var pick = plan.Of(schedule, start);
            var key = (schedule.Id, pick?.Programme?.Id);
            if (!_known.TryGetValue(key, out var known))
            {
                _shelf ??= await ReadShelfAsync(cancellationToken);
                var once = OnceOf(_shelf, schedule, pick);
                var unreviewed = once.FirstOrDefault(programme => !_shelf.Standings.TryGetValue(programme.Id, out var standing) || !standing.IsApproved);
                known = new StartContent(
                    TitleOf(schedule, pick), Repeated(schedule, once), unreviewed is null ? null : BroadcastContent.UnreviewedWords(unreviewed.Title));
                _known[key] = known;
            }

            return known;
        }

        private static IReadOnlyList<Programme> OnceOf(Shelf shelf, Schedule schedule, EpisodePick? pick)
        {
            if (schedule.ColumnId is not null)
            {
                return pick?.Programme is { } episode ? [episode] : [];
            }

            IReadOnlyList<Guid> ids = schedule.PlaylistId is { } list ? shelf.Playlists.GetValueOrDefault(list)?.ProgrammeIds ?? [] : schedule.ProgrammeId is { } one ? [one] : [];
            return [.. ids.Where(shelf.Programmes.ContainsKey).Select(id => shelf.Programmes[id])];
        }

        private async Task<Shelf> ReadShelfAsync(CancellationToken cancellationToken)
        {
            var programmes = await database.Programmes.AsNoTracking().ToListAsync(cancellationToken);
            return new Shelf(
                programmes.ToDictionary(programme => programme.Id),
                await database.Playlists.AsNoTracking().ToDictionaryAsync(playlist => playlist.Id, cancellationToken),
                await reviews.StandingsAsync(database, programmes, cancellationToken));
        }
    }
}
