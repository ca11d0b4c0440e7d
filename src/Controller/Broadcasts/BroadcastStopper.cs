using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What became of a wish to stop one broadcast.</summary>
internal enum StopResult
{
    Stopped,
    Unknown,
    AlreadyOver,
}

/// <summary>Stops broadcasts: no more bundles, a signed stop order, and the record says by whom it ended.</summary>
internal sealed class BroadcastStopper(
    IDbContextFactory<TownDbContext> databases,
    BroadcastGate gate,
    OrderDesk desk,
    OrderDelivery delivery,
    BroadcastRunner runner,
    IEnumerable<IStopWitness> witnesses,
    AuditTrail audit,
    TimeProvider time)
{
    private static readonly TimeSpan ShortestExpiry = TimeSpan.FromSeconds(60);

    /// <summary>Stops one; one that no gateway can know of yet is called off without an order.</summary>
    public async Task<StopResult> StopAsync(Guid broadcastId, string reason, CancellationToken cancellationToken)
    {
        Broadcast? broadcast;
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            broadcast = await database.Broadcasts.Include(known => known.Playbacks)
                .SingleOrDefaultAsync(known => known.Id == broadcastId, cancellationToken);
            if (broadcast is null || IsOver(broadcast))
            {
                return broadcast is null ? StopResult.Unknown : StopResult.AlreadyOver;
            }

            var before = new { broadcast.Id, broadcast.State };
            await MarkAsync(database, broadcast, reason, cancellationToken);
            await TellAsync(database, [broadcast], StopScope.Broadcast, reason, cancellationToken);
            await audit.WriteAsync(database, "broadcast.stop", broadcast.Title, before, new { broadcast.Id, broadcast.State, reason }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await PublishAsync(broadcast.SignedStop, [broadcast], GatewaysOf(broadcast), cancellationToken);
        return StopResult.Stopped;
    }

    /// <summary>Stops all that is announced or on air and below an alert, or all; returns which.</summary>
    public async Task<IReadOnlyList<Guid>> StopAllAsync(StopScope scope, string reason, CancellationToken cancellationToken)
    {
        byte[] order;
        List<Broadcast> running;
        List<string> gateways;
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            running = await database.Broadcasts.Include(known => known.Playbacks)
                .Where(known => known.State == BroadcastState.Announced || known.State == BroadcastState.OnAir).ToListAsync(cancellationToken);
            running.RemoveAll(broadcast => scope is StopScope.Ordinary && broadcast.Priority > Priority.LiveTalk);
            foreach (var broadcast in running)
            {
                await MarkAsync(database, broadcast, reason, cancellationToken);
            }

            gateways = await database.Gateways.Select(gateway => gateway.Id).ToListAsync(cancellationToken);
            var stop = new StopOrder { Scope = scope, Reason = reason };
            order = await desk.StopAsync(database, stop, gateways, time.GetUtcNow() + ShortestExpiry, cancellationToken);
            await TellAsync(database, running, scope, reason, cancellationToken);
            var stopped = running.Select(broadcast => new { broadcast.Id, broadcast.Title });
            await audit.WriteAsync(database, "broadcast.stop-all", scope.ToString(), stopped, new { reason }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await PublishAsync(order, running, gateways, cancellationToken);
        return [.. running.Select(broadcast => broadcast.Id)];
    }

    private async Task TellAsync(TownDbContext database, IReadOnlyCollection<Broadcast> stopped, StopScope scope, string reason, CancellationToken cancellationToken)
    {
        foreach (var witness in witnesses)
        {
            await witness.StoppedAsync(database, stopped, scope, reason, cancellationToken);
        }
    }

    /// <summary>The words of a stop of one broadcast.</summary>
    public static StopOrder OrderFor(Broadcast broadcast, string reason) => new()
    {
        Scope = StopScope.Broadcast,
        BroadcastId = broadcast.Id,
        Reason = reason.Length <= 200 ? reason : reason[..200],
    };

    /// <summary>A stop counts for as long as the play order does, so that a gateway that comes back in between gets it.</summary>
    public static DateTimeOffset ExpiryOf(Broadcast broadcast, TimeProvider time)
    {
        var shortest = time.GetUtcNow() + ShortestExpiry;
        var end = broadcast.PlannedStart + broadcast.Length + ShortestExpiry;
        return end > shortest ? end : shortest;
    }

    private async Task PublishAsync(
        byte[]? order, IReadOnlyList<Broadcast> stopped, IReadOnlyCollection<string> gateways, CancellationToken cancellationToken)
    {
        foreach (var broadcast in stopped)
        {
            runner.StopStreaming(broadcast.Id);
        }

        if (order is not null)
        {
            await delivery.PublishAsync(order, gateways, cancellationToken);
        }

        foreach (var broadcast in stopped)
        {
            gate.RaiseChanged(broadcast.Id);
        }
    }

    private static bool IsOver(Broadcast broadcast) =>
        broadcast.EndedAt is not null || broadcast.State is BroadcastState.Interrupted or BroadcastState.Cancelled;

    // What comes from a schedule stands in the gateways' own, order or not. Those that have it say themselves what they played; who never got one has nothing to say.
    private async Task MarkAsync(TownDbContext database, Broadcast broadcast, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var wasSent = (broadcast.SignedOrder is not null || broadcast.ScheduleId is not null) && broadcast.State is not BroadcastState.AwaitingApproval;
        broadcast.State = now < broadcast.PlannedStart ? BroadcastState.Cancelled : BroadcastState.Interrupted;
        broadcast.Reason = reason;
        if (!wasSent)
        {
            broadcast.EndedAt = now;
            broadcast.Playbacks.ForEach(playback => (playback.State, playback.Reason) = (PlaybackState.Interrupted, reason));
            return;
        }

        broadcast.SignedStop = await desk.StopAsync(
            database, OrderFor(broadcast, reason), GatewaysOf(broadcast), ExpiryOf(broadcast, time), cancellationToken);
    }

    private static List<string> GatewaysOf(Broadcast broadcast) => [.. broadcast.Playbacks.Select(playback => playback.GatewayId)];
}
