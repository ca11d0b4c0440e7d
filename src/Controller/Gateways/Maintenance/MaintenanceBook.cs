using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

/// <summary>What was asked of gateways, and what came of it. Safe to use from many threads.</summary>
internal sealed class MaintenanceBook(IDbContextFactory<TownDbContext> databases, TimeProvider time)
{
    private const int MostListed = 50;

    /// <summary>A task was asked or came further; called with the gateway's id, on any thread.</summary>
    public event Action<string>? Changed;

    public void RaiseChanged(string gatewayId) => Changed?.Invoke(gatewayId);

    /// <summary>The last tasks of a gateway, the newest first.</summary>
    public async Task<List<MaintenanceRun>> ListAsync(string gatewayId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.MaintenanceRuns.AsNoTracking().Where(run => run.GatewayId == gatewayId)
            .OrderByDescending(run => run.AskedAt).Take(MostListed).ToListAsync(cancellationToken);
    }

    /// <summary>Takes what a gateway reports of an order, if the order was one of these; the same report twice changes nothing.</summary>
    public async Task TakeAsync(PlaybackReport report, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var run = await database.MaintenanceRuns.SingleOrDefaultAsync(run => run.Id == report.OrderId && run.GatewayId == report.Gateway, cancellationToken);
        if (run?.Take(report, time.GetUtcNow()) == true)
        {
            await database.SaveChangesAsync(cancellationToken);
            RaiseChanged(run.GatewayId);
        }
    }
}
