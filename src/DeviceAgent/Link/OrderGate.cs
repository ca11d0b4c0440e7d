using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>What the gate knows of this gateway.</summary>
/// <param name="GatewayId">Its id.</param>
/// <param name="Zones">The zones that are fitted.</param>
/// <param name="LongestPlay">The longest broadcast that it plays.</param>
internal sealed record GateKeeper(string GatewayId, IReadOnlyList<int> Zones, TimeSpan LongestPlay)
{
    /// <summary>This gateway's part of an order, its zones written out; null when it is not named or a zone is not fitted.</summary>
    public OrderTarget? TargetOf(Order order)
    {
        var mine = order.Targets.Where(target => target.Gateway == GatewayId).ToList();
        if (mine.Count == 0 || mine.Any(target => !target.Zones.All(Zones.Contains)))
        {
            return null;
        }

        var zones = mine.Any(target => target.Zones.Count == 0) ? Zones : [.. mine.SelectMany(target => target.Zones).Distinct().Order()];
        return new OrderTarget { Gateway = GatewayId, Zones = zones };
    }
}

/// <summary>The checks of an opened order that need a clock and a memory, in the order of docs/wire/mqtt.md, rule 7; changes nothing.</summary>
internal static class OrderGate
{
    /// <summary>
    /// The first miss, or null. <paramref name="now"/> is null without attested time; <paramref name="arbitrate"/> is asked
    /// last and only for play orders.
    /// </summary>
    public static RefusalReason? FirstMiss(
        Order order, GateKeeper keeper, DateTimeOffset? now, LedgerMemory memory, Func<Order, RefusalReason?> arbitrate) =>
        Addressed(order, keeper)
        ?? InTime(order, now)
        ?? New(order, memory)
        ?? Playable(order, keeper, arbitrate);

    private static RefusalReason? Addressed(Order order, GateKeeper keeper) =>
        keeper.TargetOf(order) is null ? RefusalReason.NotAddressed : null;

    private static RefusalReason? InTime(Order order, DateTimeOffset? now) => now switch
    {
        null => RefusalReason.NoTime,
        { } instant when instant >= order.Expires => RefusalReason.Expired,
        { } instant when instant < order.NotBefore => RefusalReason.TooEarly,
        _ => null,
    };

    private static RefusalReason? New(Order order, LedgerMemory memory)
    {
        if (order.Sequence <= memory.LastSequence(order.Issuer))
        {
            return RefusalReason.OldSequence;
        }

        // A broadcast that was stopped by name is over, under whatever order id it comes back.
        return memory.HasOrder(order.OrderId) || (order.Play is { } play && memory.IsStopped(play.BroadcastId))
            ? RefusalReason.Duplicate
            : null;
    }

    private static RefusalReason? Playable(Order order, GateKeeper keeper, Func<Order, RefusalReason?> arbitrate) => order.Play switch
    {
        null => null,
        { } play when play.LongestPlayMs > keeper.LongestPlay.TotalMilliseconds => RefusalReason.TooLong,
        _ => arbitrate(order),
    };
}
