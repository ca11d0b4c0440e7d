using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Numbers and signs orders. A number is committed before its order goes out, and is never used again.</summary>
internal sealed class OrderDesk(SigningKeys keys, IOptions<BroadcastOptions> options, TimeProvider time)
{
    // Clocks of gateways differ a little from ours.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(5);

    // A gateway that waits for a late bundle may end a little after the plan.
    private static readonly TimeSpan PlayMargin = TimeSpan.FromSeconds(5);

    /// <summary>Writes the signed play order into the broadcast; the caller's transaction commits number and order together.</summary>
    public async Task AnnounceAsync(
        TownDbContext database, Broadcast broadcast, IReadOnlyList<Programme> programmes, CancellationToken cancellationToken)
    {
        await SignAsync(database, broadcast, programmes, bundleHashes: null, cancellationToken);
        broadcast.State = BroadcastState.Announced;
    }

    /// <summary>As above, without announcing it: an operator's approval shall follow. Hashes of the bundles bind the very sound to the order.</summary>
    public async Task SignAsync(
        TownDbContext database, Broadcast broadcast, IReadOnlyList<Programme> programmes, ReadOnlyMemory<byte>? bundleHashes, CancellationToken cancellationToken)
    {
        var key = keys.For(broadcast.Class);
        var sequence = await NextSequenceAsync(database, key, cancellationToken);
        var targets = broadcast.Playbacks.Where(playback => !PlaybackProgress.IsClosed(playback.State)).Select(TargetOf);
        var order = Blank(sequence, broadcast.Class, [.. targets], broadcast.PlannedStart + broadcast.Length + options.Value.OrderTail);
        broadcast.SignedOrder = OrderCodec.Sign(
            order with { Action = OrderAction.Play, Play = PlayOf(broadcast, programmes) with { BundleHashes = bundleHashes } }, key);
        (broadcast.OrderSequence, broadcast.KeyId) = (sequence, key.KeyId);
    }

    /// <summary>A signed stop order; the caller commits before it publishes.</summary>
    public async Task<byte[]> StopAsync(
        TownDbContext database, StopOrder stop, IEnumerable<string> gateways, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var key = keys.For(OrderClass.Ordinary);
        var sequence = await NextSequenceAsync(database, key, cancellationToken);
        var targets = gateways.Select(gateway => new OrderTarget { Gateway = gateway, Zones = [] });
        return OrderCodec.Sign(Blank(sequence, OrderClass.Ordinary, [.. targets], expires) with { Action = OrderAction.Stop, Stop = stop }, key);
    }

    /// <summary>A signed order that a gateway does something about itself, and its id; the caller commits before it publishes.</summary>
    public async Task<(Guid OrderId, byte[] Document)> MaintainAsync(
        TownDbContext database, MaintainOrder maintain, string gateway, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var key = keys.For(OrderClass.Ordinary);
        var sequence = await NextSequenceAsync(database, key, cancellationToken);
        var order = Blank(sequence, OrderClass.Ordinary, [new OrderTarget { Gateway = gateway, Zones = [] }], expires) with
        {
            Action = OrderAction.Maintain,
            Maintain = maintain,
        };
        return (order.OrderId, OrderCodec.Sign(order, key));
    }

    /// <summary>Reads a broadcast's order, and the key that signed it; null when this controller has that key no more.</summary>
    public (PlayOrder Play, SigningKey Key)? Read(byte[] signedOrder, string? keyId)
    {
        // An order from before there were two keys was signed by the one there was.
        var key = keyId is null ? keys.For(OrderClass.Ordinary) : keys.Find(keyId);
        using var own = new TrustedKeys();
        if (key is not null)
        {
            own.Add(key.PublicKey, Enum.GetValues<OrderClass>());
        }

        return key is not null && OrderCodec.TryOpen(signedOrder, own, out var order, out _) && order.Play is { } play ? (play, key) : null;
    }

    /// <summary>The play order that a broadcast stands for; nothing of it is signed.</summary>
    public static PlayOrder DraftOf(Broadcast broadcast, IReadOnlyList<Programme> programmes) => PlayOf(broadcast, programmes);

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
        Live = broadcast.IsLive,
        StartAt = broadcast.PlannedStart,
        LongestPlayMs = (long)Math.Ceiling((broadcast.Length + PlayMargin).TotalMilliseconds),
        VolumePercent = broadcast.VolumePercent,
        Items = [.. programmes.Select(ItemOf)],
    };

    /// <summary>A programme as an order or a schedule names it.</summary>
    public static PlayItem ItemOf(Programme programme) => new()
    {
        Sha256 = programme.ContentHash,
        Packets = programme.Packets,
        PreSkip = programme.PreSkip,
        LengthSamples = programme.LengthSamples,
    };

    private static OrderTarget TargetOf(Playback playback) => new() { Gateway = playback.GatewayId, Zones = playback.Zones };

    // The update takes the row's lock, so that two writers never read the same number. Never below the clock's milliseconds: a
    // controller that lost its database still numbers upwards.
    private async Task<long> NextSequenceAsync(TownDbContext database, SigningKey key, CancellationToken cancellationToken)
    {
        var (issuer, keyId, least) = (options.Value.Issuer, key.KeyId, time.GetUtcNow().ToUnixTimeMilliseconds());
        var own = database.OrderCounters.Where(counter => counter.Issuer == issuer && counter.KeyId == keyId);
        var counted = await own.ExecuteUpdateAsync(
            update => update.SetProperty(counter => counter.LastSequence, counter => counter.LastSequence >= least ? counter.LastSequence + 1 : least), cancellationToken);
        if (counted == 0)
        {
            database.OrderCounters.Add(new OrderCounter { Issuer = issuer, KeyId = keyId, LastSequence = least });
            await database.SaveChangesAsync(cancellationToken);
            return least;
        }

        return await own.Select(counter => counter.LastSequence).SingleAsync(cancellationToken);
    }
}
