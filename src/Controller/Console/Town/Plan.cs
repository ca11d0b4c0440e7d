using System.Linq.Expressions;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Schedules.Episodes;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>All that the pages read of the database for a window of time, in one reading.</summary>
internal sealed record Plan
{
    public required AreaTree Tree { get; init; }

    public required IReadOnlyList<Area> Villages { get; init; }

    /// <summary>By the code of its village.</summary>
    public required IReadOnlyDictionary<string, Gateway> Gateways { get; init; }

    public required IReadOnlyList<Schedule> Schedules { get; init; }

    /// <summary>Holidays, made-up working days, exams and quiet hours.</summary>
    public required TownDays Days { get; init; }

    public required IReadOnlyDictionary<Guid, Programme> Programmes { get; init; }

    public required IReadOnlyDictionary<Guid, Playlist> Playlists { get; init; }

    /// <summary>What each day has of the columns.</summary>
    public required EpisodePlan Episodes { get; init; }

    /// <summary>How far each programme's audio has come, by programme.</summary>
    public required IReadOnlyDictionary<Guid, ReviewStanding> Reviews { get; init; }

    /// <summary>Those that start in the window, with their playbacks.</summary>
    public required IReadOnlyList<Broadcast> Broadcasts { get; init; }

    /// <summary>What became of the occurrences of the window.</summary>
    public required IReadOnlyDictionary<(Guid Schedule, DateTimeOffset Start), Occurrence> Occurrences { get; init; }

    /// <summary>How long a schedule sounds at a start; null when one of its programmes is gone, or its column has no episode left.</summary>
    public TimeSpan? LengthOf(Schedule schedule, DateTimeOffset start)
    {
        var parts = ProgrammesOf(schedule, start);
        return parts.Count == 0 || !parts.All(Programmes.ContainsKey)
            ? null
            : parts.Aggregate(TimeSpan.Zero, (sum, id) => sum + Programmes[id].Length);
    }

    /// <summary>The programmes of a start that may not go on air yet, in their order.</summary>
    public IReadOnlyList<Programme> UnreviewedOf(Schedule schedule, DateTimeOffset start) =>
        [.. ProgrammesOf(schedule, start).Distinct().Where(id => Reviews.TryGetValue(id, out var standing) && !standing.IsApproved).Select(id => Programmes[id])];

    /// <summary>The programmes of a start that are out of date by then.</summary>
    public IReadOnlyList<Programme> ExpiredOf(Schedule schedule, DateTimeOffset start) =>
        [.. ProgrammesOf(schedule, start).Distinct().Where(Programmes.ContainsKey).Select(id => Programmes[id]).Where(programme => programme.IsExpired(EpisodePlan.DayOf(schedule, start)))];

    /// <summary>The programmes of a start, in the order in which they sound.</summary>
    public IReadOnlyList<Guid> ProgrammesOf(Schedule schedule, DateTimeOffset start) => ScheduleContent.Repeated(schedule, OnceOf(schedule, start));

    private List<Guid> OnceOf(Schedule schedule, DateTimeOffset start) => schedule switch
    {
        { ColumnId: not null } => Episodes.Of(schedule, start)?.Programme is { } episode ? [episode.Id] : [],
        { ProgrammeId: { } programme } => [programme],
        { PlaylistId: { } playlist } when Playlists.TryGetValue(playlist, out var list) => list.ProgrammeIds,
        _ => [],
    };
}

/// <summary>Reads a <see cref="Plan"/>.</summary>
internal sealed class PlanReader(IDbContextFactory<TownDbContext> databases, ReviewBook reviews, GatewayLimits limits, TimeProvider time)
{
    /// <summary>What starts in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public async Task<Plan> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(
            database,
            broadcast => broadcast.PlannedStart >= from && broadcast.PlannedStart < to,
            occurrence => occurrence.StartsAt >= from && occurrence.StartsAt < to,
            to,
            cancellationToken);
    }

    /// <summary>These broadcasts alone, with all that pages say of them.</summary>
    public async Task<Plan> ReadAsync(IReadOnlyCollection<Guid> broadcasts, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(database, broadcast => broadcasts.Contains(broadcast.Id), _ => false, time.GetUtcNow(), cancellationToken);
    }

    private async Task<Plan> ReadAsync(
        TownDbContext database, Expression<Func<Broadcast, bool>> isWanted, Expression<Func<Occurrence, bool>> isDue, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var areas = await database.Areas.AsNoTracking().ToListAsync(cancellationToken);
        var gateways = await database.Gateways.AsNoTracking().ToListAsync(cancellationToken);
        var programmes = await database.Programmes.AsNoTracking().ToListAsync(cancellationToken);
        return new Plan
        {
            Tree = new AreaTree(areas, gateways),
            Villages = [.. areas.Where(area => area.Level == AreaLevel.Village).OrderBy(area => area.Code, StringComparer.Ordinal)],
            Gateways = gateways.DistinctBy(gateway => gateway.AreaCode).ToDictionary(gateway => gateway.AreaCode),
            Schedules = await database.Schedules.AsNoTracking().ToListAsync(cancellationToken),
            Programmes = programmes.ToDictionary(programme => programme.Id),
            Episodes = await EpisodePlan.ReadAsync(database, reviews, limits, [], time.GetUtcNow(), to, cancellationToken),
            Reviews = await reviews.StandingsAsync(database, programmes, cancellationToken),
            Days = await TownDays.LoadAsync(database, cancellationToken),
            Playlists = await database.Playlists.AsNoTracking().ToDictionaryAsync(playlist => playlist.Id, cancellationToken),
            Broadcasts = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
                .Where(isWanted)
                .OrderBy(broadcast => broadcast.PlannedStart)
                .ToListAsync(cancellationToken),
            Occurrences = await database.Occurrences.AsNoTracking()
                .Where(isDue)
                .ToDictionaryAsync(occurrence => (occurrence.ScheduleId, occurrence.StartsAt), cancellationToken),
        };
    }
}
