using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Numbers and signs orders. A number is committed before its order goes out, and is never used again.</summary>
internal sealed class OrderDesk(SigningKey key, IOptions<BroadcastOptions> options, TimeProvider time) : IDisposable
{
    // Clocks of gateways differ a little from ours.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(5);

    // A gateway that waits for a late bundle may end a little after the plan.
    private static readonly TimeSpan PlayMargin = TimeSpan.FromSeconds(5);

    private readonly TrustedKeys _own = Own(key);

    /// <summary>Writes the signed play order into the broadcast; the caller's transaction commits number and order together.</summary>
    public async Task AnnounceAsync(
        TownDbContext database, Broadcast broadcast, IReadOnlyList<Programme> programmes, CancellationToken cancellationToken)
    {
        var sequence = await NextSequenceAsync(database, cancellationToken);
        var targets = broadcast.Playbacks.Where(playback => !PlaybackProgress.IsClosed(playback.State)).Select(TargetOf);
        var order = Blank(sequence, broadcast.Class, [.. targets], broadcast.PlannedStart + broadcast.Length + options.Value.OrderTail);
        broadcast.SignedOrder = OrderCodec.Sign(order with { Action = OrderAction.Play, Play = PlayOf(broadcast, programmes) }, key);
        broadcast.OrderSequence = sequence;
        broadcast.State = BroadcastState.Announced;
    }

    /// <summary>A signed stop order; the caller commits before it publishes.</summary>
    public async Task<byte[]> StopAsync(
        TownDbContext database, StopOrder stop, IEnumerable<string> gateways, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var sequence = await NextSequenceAsync(database, cancellationToken);
        var targets = gateways.Select(gateway => new OrderTarget { Gateway = gateway, Zones = [] });
        return OrderCodec.Sign(Blank(sequence, OrderClass.Ordinary, [.. targets], expires) with { Action = OrderAction.Stop, Stop = stop }, key);
    }

    /// <summary>Reads an order that this controller signed; null when its key has been replaced since.</summary>
    public PlayOrder? Read(byte[] signedOrder) => OrderCodec.TryOpen(signedOrder, _own, out var order, out _) ? order.Play : null;

    public void Dispose() => _own.Dispose();

    private Order Blank(long sequence, OrderClass orderClass, IReadOnlyList<OrderTarget> targets, DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        return new Order
        {
            Version = WireVersion.Current,
            OrderId = Guid.CreateVersion7(now),
            Issuer = options.Value.Issuer,
            Sequence = sequence,
            Class = orderClass,
            Targets = targets,
            NotBefore = now - ClockMargin,
            Expires = expires,
            Action = OrderAction.Play,
        };
    }

    private static PlayOrder PlayOf(Broadcast broadcast, IReadOnlyList<Programme> programmes) => new()
    {
        BroadcastId = broadcast.Id,
        StreamId = broadcast.StreamId,
        Title = broadcast.Title,
        Priority = broadcast.Priority,
        Live = false,
        StartAt = broadcast.PlannedStart,
        LongestPlayMs = (long)Math.Ceiling((broadcast.Length + PlayMargin).TotalMilliseconds),
        VolumePercent = broadcast.VolumePercent,
        Items = [.. programmes.Select(ItemOf)],
    };

    private static PlayItem ItemOf(Programme programme) => new()
    {
        Sha256 = programme.ContentHash,
        Packets = programme.Packets,
        PreSkip = programme.PreSkip,
        LengthSamples = programme.LengthSamples,
    };

    private static OrderTarget TargetOf(Playback playback) => new() { Gateway = playback.GatewayId, Zones = playback.Zones };

    // The update takes the row's lock, so that two writers never read the same number.
    private async Task<long> NextSequenceAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        var issuer = options.Value.Issuer;
        var counted = await database.OrderCounters.Where(counter => counter.Issuer == issuer).ExecuteUpdateAsync(
            update => update.SetProperty(counter => counter.LastSequence, counter => counter.LastSequence + 1), cancellationToken);
        if (counted == 0)
        {
            database.OrderCounters.Add(new OrderCounter { Issuer = issuer, LastSequence = 1 });
            return 1;
        }

        return await database.OrderCounters.Where(counter => counter.Issuer == issuer)
            .Select(counter => counter.LastSequence).SingleAsync(cancellationToken);
    }

    private static TrustedKeys Own(SigningKey key)
    {
        var keys = new TrustedKeys();
        keys.Add(key.PublicKey, Enum.GetValues<OrderClass>());
        return keys;
    }
}
