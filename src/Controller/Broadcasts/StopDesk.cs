using System.Security.Claims;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Takes a person's wish to stop: a cadre's reaches the broadcasts that sound in the own area alone.</summary>
internal sealed class StopDesk(BroadcastStopper stopper, IDbContextFactory<TownDbContext> databases)
{
    /// <summary>The first area of the broadcast that the person's right does not reach; null when it reaches all, or there is no such broadcast.</summary>
    public async Task<string?> FirstBeyondReachAsync(ClaimsPrincipal who, Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var areas = await database.Broadcasts.Where(broadcast => broadcast.Id == id).Select(broadcast => broadcast.Areas).SingleOrDefaultAsync(cancellationToken);
        return who.FirstBeyondReach(Right.Stop, areas ?? []);
    }

    /// <summary>Stops all that the person may stop; returns which.</summary>
    public async Task<IReadOnlyList<Guid>> StopAllAsync(ClaimsPrincipal who, StopScope scope, string reason, CancellationToken cancellationToken)
    {
        if (!who.IsBoundToArea(Right.Stop))
        {
            return await stopper.StopAllAsync(scope, reason, cancellationToken);
        }

        List<Broadcast> running;
        await using (var database = await databases.CreateDbContextAsync(cancellationToken))
        {
            running = await database.Broadcasts.AsNoTracking()
                .Where(known => known.State == BroadcastState.Announced || known.State == BroadcastState.OnAir).ToListAsync(cancellationToken);
        }

        var stopped = new List<Guid>();
        foreach (var broadcast in running.Where(broadcast =>
            (scope is StopScope.Everything || broadcast.Priority <= Priority.LiveTalk) && who.FirstBeyondReach(Right.Stop, broadcast.Areas) is null))
        {
            if (await stopper.StopAsync(broadcast.Id, reason, cancellationToken) is StopResult.Stopped)
            {
                stopped.Add(broadcast.Id);
            }
        }

        return stopped;
    }
}
