using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Presence;

/// <summary>Keeps when each gateway came and went, for <see cref="Keep"/>; one controller writes it.</summary>
internal sealed class PresenceBook(IDbContextFactory<TownDbContext> databases, TimeProvider time)
{
    /// <summary>How long a change is kept.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(400);

    /// <summary>
    /// A controller begins to watch: from the last instant that one has watched until now nothing is known. Returns how each
    /// gateway stands on record. Done twice it changes nothing more.
    /// </summary>
    public async Task<Dictionary<string, PresenceStanding>> BeginAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var last = await LastAsync(database, DateTimeOffset.MaxValue, cancellationToken);
        var watch = await WatchAsync(database, cancellationToken);
        foreach (var change in last.Where(change => change.Standing is not PresenceStanding.Unknown))
        {
            database.PresenceChanges.Add(new PresenceChange { GatewayId = change.GatewayId, At = watch.Until, Standing = PresenceStanding.Unknown });
        }

        watch.Until = time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
        return last.ToDictionary(change => change.GatewayId, _ => PresenceStanding.Unknown, StringComparer.Ordinal);
    }

    /// <summary>Puts changes on record, and that somebody watches until now.</summary>
    public async Task NoteAsync(IEnumerable<PresenceChange> changes, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.PresenceChanges.AddRange(changes);
        (await WatchAsync(database, cancellationToken)).Until = time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The gateways in service, and since when.</summary>
    public async Task<IReadOnlyList<(string Id, DateTimeOffset Since)>> InServiceAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var gateways = await database.Gateways.AsNoTracking().Where(gateway => gateway.PublicKey != null)
            .Select(gateway => new { gateway.Id, gateway.EnrolledAt }).ToListAsync(cancellationToken);
        return [.. gateways.Select(gateway => (gateway.Id, gateway.EnrolledAt ?? DateTimeOffset.MinValue))];
    }

    /// <summary>Deletes what is too old; of each gateway the change that still tells how it stood then stays. Returns how many.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Keep;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.PresenceChanges
            .Where(change => change.At < before && database.PresenceChanges.Any(later => later.GatewayId == change.GatewayId && later.Number > change.Number && later.At <= before))
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>How a gateway stood from then until now.</summary>
    public async Task<PresenceHistory> ReadAsync(string gatewayId, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var own = database.PresenceChanges.AsNoTracking().Where(change => change.GatewayId == gatewayId);
        var before = await own.Where(change => change.At < from).OrderByDescending(change => change.Number).FirstOrDefaultAsync(cancellationToken);
        var changes = await own.Where(change => change.At >= from).OrderBy(change => change.Number).ToListAsync(cancellationToken);
        return new PresenceHistory(before, changes, from, time.GetUtcNow());
    }

    /// <summary>How much of the time from then until now each gateway was there.</summary>
    public async Task<IReadOnlyDictionary<string, OnlineTime>> OnlineAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var before = (await LastAsync(database, from, cancellationToken)).ToDictionary(change => change.GatewayId);
        var changes = (await database.PresenceChanges.AsNoTracking().Where(change => change.At >= from).OrderBy(change => change.Number)
            .ToListAsync(cancellationToken)).ToLookup(change => change.GatewayId);
        return before.Keys.Union(changes.Select(group => group.Key)).ToDictionary(
            gateway => gateway,
            gateway => new PresenceHistory(before.GetValueOrDefault(gateway), changes[gateway], from, now).Of(from, now),
            StringComparer.Ordinal);
    }

    // Numbers rise with the time.
    private static async Task<List<PresenceChange>> LastAsync(TownDbContext database, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var numbers = database.PresenceChanges.Where(change => change.At < before).GroupBy(change => change.GatewayId).Select(group => group.Max(change => change.Number));
        return await database.PresenceChanges.AsNoTracking().Where(change => numbers.Contains(change.Number)).ToListAsync(cancellationToken);
    }

    private async Task<PresenceWatch> WatchAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        if (await database.PresenceWatches.SingleOrDefaultAsync(watch => watch.Id == PresenceWatch.TheOne, cancellationToken) is { } known)
        {
            return known;
        }

        var made = new PresenceWatch { Until = time.GetUtcNow() };
        database.PresenceWatches.Add(made);
        return made;
    }
}
