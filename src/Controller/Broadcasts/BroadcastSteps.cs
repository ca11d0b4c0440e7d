using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>The steps of a broadcast on record: announced, on air, failed.</summary>
internal sealed class BroadcastSteps(
    IDbContextFactory<TownDbContext> databases,
    BroadcastGate gate,
    BroadcastContent content,
    OrderDesk desk,
    OrderDelivery delivery,
    BroadcastCloser closer,
    IOptions<BroadcastOptions> options,
    TimeProvider time)
{
    /// <summary>Sees to it that the order is out; the broadcast with its signed order, or null when there is nothing to play any more.</summary>
    public async Task<Broadcast?> AnnounceAsync(Guid broadcastId, CancellationToken cancellationToken)
    {
        var broadcast = await SignAsync(broadcastId, cancellationToken);
        if (broadcast?.SignedOrder is not { } order || time.GetUtcNow() >= broadcast.PlannedStart + broadcast.Length)
        {
            return null;
        }

        delivery.OpenStream(broadcast);

        // Who has answered has it; a controller that starts again leaves the others to OrderResender.
        var open = broadcast.Playbacks.Where(playback => !PlaybackProgress.IsClosed(playback.State)).ToList();
        if (open.Count > 0 && open.All(playback => playback.State is PlaybackState.Expected))
        {
            await delivery.PublishAsync(order, [.. open.Select(playback => playback.GatewayId)], cancellationToken);
        }

        gate.RaiseChanged(broadcastId);
        return broadcast;
    }

    /// <summary>Its start has come: it is on air, and what is lower ends at its gateways.</summary>
    public async Task GoOnAirAsync(Guid broadcastId, CancellationToken cancellationToken)
    {
        List<Guid> touched = [broadcastId];
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var open = await database.Broadcasts.Include(known => known.Playbacks)
                .Where(known => known.EndedAt == null && known.State != BroadcastState.Planned).ToListAsync(cancellationToken);
            if (open.SingleOrDefault(known => known.Id == broadcastId) is not { State: BroadcastState.Announced } broadcast)
            {
                return;
            }

            broadcast.State = BroadcastState.OnAir;
            touched.AddRange(Displace(broadcast, open));
            await database.SaveChangesAsync(cancellationToken);
        }

        foreach (var id in touched)
        {
            await closer.CloseIfDoneAsync(id, cancellationToken);
            gate.RaiseChanged(id);
        }
    }

    /// <summary>Ends it by a fault of ours, with a stop for the gateways that wait for it.</summary>
    public async Task FailAsync(Guid broadcastId, string reason)
    {
        byte[]? stop = null;
        List<string> gateways = [];
        using (await gate.EnterAsync(CancellationToken.None))
        {
            await using var database = await databases.CreateDbContextAsync();
            await using var transaction = await database.Database.BeginTransactionAsync();
            var broadcast = await database.Broadcasts.Include(known => known.Playbacks).SingleAsync(known => known.Id == broadcastId);
            if (broadcast.EndedAt is not null)
            {
                return;
            }

            gateways = Abandon(broadcast, reason);
            if (broadcast.SignedOrder is not null && gateways.Count > 0)
            {
                stop = await desk.StopAsync(database, BroadcastStopper.OrderFor(broadcast, reason), gateways, BroadcastStopper.ExpiryOf(broadcast, time), default);
            }

            await database.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        if (stop is not null)
        {
            await delivery.PublishAsync(stop, gateways, CancellationToken.None);
        }

        gate.RaiseChanged(broadcastId);
    }

    private List<string> Abandon(Broadcast broadcast, string reason)
    {
        var open = broadcast.Playbacks.Where(playback => !PlaybackProgress.IsClosed(playback.State)).ToList();
        open.ForEach(playback => (playback.State, playback.Reason) = (PlaybackState.Failed, reason));
        (broadcast.State, broadcast.Reason, broadcast.EndedAt) = (BroadcastState.Failed, reason, time.GetUtcNow());
        return [.. open.Select(playback => playback.GatewayId)];
    }

    private static List<Guid> Displace(Broadcast broadcast, List<Broadcast> open)
    {
        var gateways = broadcast.Playbacks.Where(playback => !PlaybackProgress.IsClosed(playback.State)).Select(playback => playback.GatewayId).ToHashSet();
        var displaced = new List<Guid>();
        foreach (var lower in open.Where(other => other.Priority < broadcast.Priority))
        {
            var lost = lower.Playbacks.Where(playback => gateways.Contains(playback.GatewayId) && !PlaybackProgress.IsClosed(playback.State)).ToList();
            lost.ForEach(playback => (playback.State, playback.Reason) = (PlaybackState.Interrupted, $"被「{broadcast.Title}」打断"));
            if (lost.Count > 0)
            {
                displaced.Add(lower.Id);
            }
        }

        return displaced;
    }

    // Between planning and announcing lie seven days at most, and a programme may have been deleted or recorded anew.
    private async Task<string?> ObstacleAsync(Broadcast broadcast, IReadOnlyList<Programme> programmes, CancellationToken cancellationToken)
    {
        if (programmes.Count < broadcast.ProgrammeIds.Count)
        {
            return "节目已从节目库删除";
        }

        if (time.GetUtcNow() >= broadcast.PlannedStart + broadcast.Length)
        {
            return "控制器当时没有运行";
        }

        var gateways = broadcast.Playbacks.Select(playback => playback.GatewayId).ToList();
        return BroadcastPlanner.NeedsReview(broadcast.Class, broadcast.ScheduleId, gateways, options.Value)
            ? await content.UnreviewedAsync(programmes, cancellationToken)
            : null;
    }

    private async Task<Broadcast?> SignAsync(Guid broadcastId, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var broadcast = await database.Broadcasts.Include(known => known.Playbacks).SingleAsync(known => known.Id == broadcastId, cancellationToken);
        if (broadcast.State is not BroadcastState.Planned)
        {
            return broadcast.State is BroadcastState.Announced or BroadcastState.OnAir ? broadcast : null;
        }

        var programmes = await content.ResolveAsync(broadcast.ProgrammeIds, cancellationToken);
        if (await ObstacleAsync(broadcast, programmes, cancellationToken) is { } obstacle)
        {
            Abandon(broadcast, obstacle);
        }
        else
        {
            await desk.AnnounceAsync(database, broadcast, programmes, cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return broadcast;
    }
}
