using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Brings signed orders to gateways: by the town's topic when all are addressed, else by each gateway's own.</summary>
internal sealed class OrderDelivery(Postman postman, IDbContextFactory<TownDbContext> databases)
{
    /// <summary>Lets the gateways that are still to play it hear its stream; before its order goes out, since who has the order subscribes.</summary>
    public void OpenStream(Broadcast broadcast) => postman.OpenStream(
        broadcast.StreamId, broadcast.Playbacks.Where(playback => !PlaybackProgress.IsClosed(playback.State)).Select(playback => playback.GatewayId));

    /// <summary>Nobody needs its stream any more.</summary>
    public void CloseStream(Broadcast broadcast) => postman.CloseStream(broadcast.StreamId);

    /// <summary>Publishes an order to the gateways it names.</summary>
    public async Task PublishAsync(byte[] order, IReadOnlyCollection<string> gateways, CancellationToken cancellationToken)
    {
        foreach (var topic in await TopicsOfAsync(gateways, cancellationToken))
        {
            await postman.PublishAsync(topic, order, atLeastOnce: true, cancellationToken);
        }
    }

    /// <summary>Publishes the same order again to those of the gateways that are connected.</summary>
    public async Task PublishAgainAsync(byte[] order, IEnumerable<string> gateways, CancellationToken cancellationToken)
    {
        foreach (var gateway in gateways.Intersect(postman.ConnectedGateways))
        {
            await postman.PublishAsync(Topics.GatewayOrders(gateway), order, atLeastOnce: true, cancellationToken);
        }
    }

    private async Task<IEnumerable<string>> TopicsOfAsync(IReadOnlyCollection<string> gateways, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var all = await database.Gateways.CountAsync(cancellationToken);
        return gateways.Count < all
            ? gateways.Select(Topics.GatewayOrders)
            : [Topics.AreaOrders((await AreaTree.LoadAsync(database, cancellationToken)).Town.Code)];
    }
}
