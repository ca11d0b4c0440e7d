using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Finds alerts and the rounds in which they sounded.</summary>
internal sealed class AlertBook(IDbContextFactory<TownDbContext> databases)
{
    /// <summary>Those that are not over, then the others; each newest first, at most <paramref name="most"/>.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync(int most, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Alerts.AsNoTracking().OrderBy(alert => alert.EndedAt != null).ThenByDescending(alert => alert.MadeAt).Take(most).ToListAsync(cancellationToken);
    }

    public async Task<Alert?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Alerts.AsNoTracking().SingleOrDefaultAsync(alert => alert.Id == id, cancellationToken);
    }

    /// <summary>Its rounds with what each gateway did, the last one first.</summary>
    public async Task<IReadOnlyList<Broadcast>> RoundsOfAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks).Where(broadcast => broadcast.AlertId == id)
            .OrderByDescending(broadcast => broadcast.PlannedStart).ToListAsync(cancellationToken);
    }
}
