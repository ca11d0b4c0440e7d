using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>The front of this slice for the others: start a broadcast, find broadcasts.</summary>
internal sealed class BroadcastService(
    IDbContextFactory<TownDbContext> databases, BroadcastPlanner planner, BroadcastRunner runner, BroadcastGate gate)
{
    /// <summary>Plans a broadcast and takes it to its end; returns once it is on record.</summary>
    public async Task<BroadcastStart> StartAsync(BroadcastPlan plan, CancellationToken cancellationToken)
    {
        var start = await planner.PlanAsync(plan, cancellationToken);
        if (start.Started is { } broadcast)
        {
            if (!plan.AwaitsApproval)
            {
                runner.Begin(broadcast);
            }

            gate.RaiseChanged(broadcast.Id);
        }

        return start;
    }

    /// <summary>Broadcasts whose planned start lies in [<paramref name="from"/>, <paramref name="to"/>), latest first.</summary>
    public async Task<IReadOnlyList<Broadcast>> ListAsync(DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
            .Where(broadcast => broadcast.PlannedStart >= from && broadcast.PlannedStart < to)
            .OrderByDescending(broadcast => broadcast.PlannedStart).Take(most).ToListAsync(cancellationToken);
    }

    public async Task<Broadcast?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
            .SingleOrDefaultAsync(broadcast => broadcast.Id == id, cancellationToken);
    }

    /// <summary>The broadcast that an occurrence became, or null.</summary>
    public async Task<Guid?> FindAsync(Guid scheduleId, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Broadcasts.Where(broadcast => broadcast.ScheduleId == scheduleId && broadcast.PlannedStart == startsAt)
            .Select(broadcast => (Guid?)broadcast.Id).FirstOrDefaultAsync(cancellationToken);
    }
}
