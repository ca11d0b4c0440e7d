using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>
/// Brings a play order that is still due to the gateways that have not answered and are connected: those that came back, and
/// those that had no time yet; and a stop to those that
/// still play. The same bytes each time, in the order of their numbers.
/// </summary>
internal sealed class OrderResender(
    IDbContextFactory<TownDbContext> databases, Postman postman, OrderDelivery delivery, TimeProvider time) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    // A gateway gets this long to answer the first sending.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Guid, DateTimeOffset> _firstSeen = [];

    /// <summary>One round; public to the tests, which own the clock.</summary>
    public async Task ResendAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var open = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
            .Where(broadcast => broadcast.State == BroadcastState.Announced || broadcast.State == BroadcastState.OnAir)
            .Where(broadcast => broadcast.SignedOrder != null)
            .OrderBy(broadcast => broadcast.OrderSequence).ToListAsync(cancellationToken);
        foreach (var gone in _firstSeen.Keys.Except(open.Select(broadcast => broadcast.Id)).ToList())
        {
            _firstSeen.Remove(gone);
        }

        foreach (var broadcast in open.Where(broadcast => now < broadcast.PlannedStart + broadcast.Length && IsOldEnough(broadcast, now)))
        {
            var silent = broadcast.Playbacks.Where(playback => playback.State is PlaybackState.Expected).Select(playback => playback.GatewayId);
            await delivery.PublishAgainAsync(broadcast.SignedOrder!, silent, cancellationToken);
        }

        await ResendStopsAsync(database, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before the broker stops.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (postman.ConnectedGateways.Count > 0)
                {
                    await ResendAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host would take it for a fault, because it comes before the host itself says that it stops.
        }
    }

    private async Task ResendStopsAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        var stopped = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
            .Where(broadcast => broadcast.EndedAt == null && broadcast.SignedStop != null).ToListAsync(cancellationToken);
        foreach (var broadcast in stopped)
        {
            var playing = broadcast.Playbacks.Where(playback => playback.State is PlaybackState.Received or PlaybackState.Sounding);
            await delivery.PublishAgainAsync(broadcast.SignedStop!, playing.Select(playback => playback.GatewayId), cancellationToken);
        }
    }

    private bool IsOldEnough(Broadcast broadcast, DateTimeOffset now)
    {
        _firstSeen.TryAdd(broadcast.Id, now);
        return now - _firstSeen[broadcast.Id] >= Patience;
    }
}
