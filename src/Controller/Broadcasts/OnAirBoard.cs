using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What sounds now and what is about to, for the console.</summary>
internal sealed record OnAirView(IReadOnlyList<BroadcastView> OnAir, IReadOnlyList<BroadcastView> NextUp);

/// <summary>Reads what is on air now and which announced or planned broadcasts come next.</summary>
internal sealed class OnAirBoard(IDbContextFactory<TownDbContext> databases, BroadcastGate gate, TimeProvider time)
{
    private const int MostNext = 10;

    /// <summary>Raised with a broadcast's id when the board may have changed; on any thread.</summary>
    public event Action<Guid>? Changed
    {
        add => gate.Changed += value;
        remove => gate.Changed -= value;
    }

    public async Task<OnAirView> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var open = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
            .Where(broadcast => broadcast.State == BroadcastState.Planned
                || broadcast.State == BroadcastState.Announced || broadcast.State == BroadcastState.OnAir)
            .OrderBy(broadcast => broadcast.PlannedStart).ToListAsync(cancellationToken);
        return new OnAirView(
            [.. open.Where(broadcast => broadcast.PlannedStart <= now && now < broadcast.PlannedStart + broadcast.Length).Select(BroadcastView.Of)],
            [.. open.Where(broadcast => broadcast.PlannedStart > now).Take(MostNext).Select(BroadcastView.Of)]);
    }
}
