using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways.Presence;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>What the last thirty days amount to, for all gateways together.</summary>
internal sealed class MonthFigures(IDbContextFactory<TownDbContext> databases, PresenceBook presence, TownTime time)
{
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <param name="OnlineShare">0 to 1, the mean of the gateways; null where nobody has watched.</param>
    /// <param name="Expected">Playbacks that were due: one for each broadcast and gateway.</param>
    /// <param name="Whole">Those of them that were played whole.</param>
    public sealed record View(double? OnlineShare, int Expected, int Whole);

    public async Task<View> ReadAsync(CancellationToken cancellationToken)
    {
        var (from, now) = (time.Now - Month, time.Now);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var counts = await database.Broadcasts.AsNoTracking()
            .Where(broadcast => broadcast.PlannedStart >= from && broadcast.PlannedStart < now && broadcast.EndedAt != null && broadcast.State != BroadcastState.Cancelled)
            .SelectMany(broadcast => broadcast.Playbacks).GroupBy(playback => playback.State)
            .Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var shares = (await presence.OnlineAsync(from, cancellationToken)).Values.Select(online => online.Share).OfType<double>().ToList();
        return new View(
            shares.Count == 0 ? null : shares.Average(),
            counts.Sum(count => count.Count),
            counts.Where(count => count.Key is PlaybackState.Played).Sum(count => count.Count));
    }
}
