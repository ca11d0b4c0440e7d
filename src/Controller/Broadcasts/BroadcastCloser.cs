using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Ends broadcasts on record: when every gateway has had its last word, or when nobody waits for it any longer.</summary>
internal sealed class BroadcastCloser(IDbContextFactory<TownDbContext> databases, BroadcastGate gate, TimeProvider time)
{
    /// <summary>Raised with the id when a broadcast needs no more streaming.</summary>
    public event Action<Guid>? Closed;

    /// <summary>Closes it when all its playbacks are closed; corrects the outcome of one that was closed before the last word came.</summary>
    public Task CloseIfDoneAsync(Guid broadcastId, CancellationToken cancellationToken) =>
        WriteAsync(broadcastId, broadcast => broadcast.Playbacks.All(playback => PlaybackProgress.IsClosed(playback.State)), cancellationToken);

    /// <summary>Closes it whatever is missing: who has not had a last word did not answer.</summary>
    public Task CloseAsync(Guid broadcastId, CancellationToken cancellationToken) =>
        WriteAsync(broadcastId, broadcast => broadcast.EndedAt is null && GiveUp(broadcast), cancellationToken);

    private async Task WriteAsync(Guid broadcastId, Func<Broadcast, bool> shallClose, CancellationToken cancellationToken)
    {
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var broadcast = await database.Broadcasts.Include(known => known.Playbacks)
                .SingleOrDefaultAsync(known => known.Id == broadcastId, cancellationToken);
            if (broadcast is null || !shallClose(broadcast))
            {
                return;
            }

            End(broadcast);
            await database.SaveChangesAsync(cancellationToken);
        }

        Closed?.Invoke(broadcastId);
        gate.RaiseChanged(broadcastId);
    }

    // A stop by a person stays what it was, whatever the gateways had played until then.
    private void End(Broadcast broadcast)
    {
        broadcast.EndedAt ??= time.GetUtcNow();
        if (broadcast.State is not (BroadcastState.Interrupted or BroadcastState.Cancelled))
        {
            (broadcast.State, broadcast.Reason) = BroadcastOutcome.Of(broadcast.Playbacks);
        }
    }

    private static bool GiveUp(Broadcast broadcast)
    {
        foreach (var playback in broadcast.Playbacks.Where(playback => !PlaybackProgress.IsClosed(playback.State)))
        {
            playback.Reason ??= playback.State switch
            {
                PlaybackState.Received => "收到指令后再无消息",
                PlaybackState.Suspended => "让位后再无消息",
                PlaybackState.Sounding => "开始播出后再无消息",
                _ => "没有任何回应",
            };
            playback.State = PlaybackState.NoAnswer;
        }

        return true;
    }
}
