using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>An order whose signature is good.</summary>
/// <param name="Order">What it says.</param>
/// <param name="KeyId">Who signed it.</param>
/// <param name="IsApproved">Whether an operator signed it, too.</param>
internal sealed record OpenedOrder(Order Order, string KeyId, bool IsApproved);

/// <summary>What the gate knows of this gateway.</summary>
/// <param name="Configuration">The one that holds.</param>
/// <param name="MachineLimit">The longest broadcast that the program's own settings allow.</param>
internal sealed record GateKeeper(GatewayConfiguration Configuration, TimeSpan MachineLimit)
{
    /// <summary>The longest broadcast that it plays.</summary>
    public TimeSpan LongestPlay =>
        TimeSpan.FromMilliseconds(Math.Min(Configuration.LongestPlayMs, (long)MachineLimit.TotalMilliseconds));

    /// <summary>This gateway's part of an order, its zones written out; null when it is not named or a zone is not fitted.</summary>
    public OrderTarget? TargetOf(Order order)
    {
        var fitted = Configuration.Zones;
        var mine = order.Targets.Where(target => target.Gateway == Configuration.Gateway).ToList();
        if (mine.Count == 0 || mine.Any(target => !target.Zones.All(fitted.Contains)))
        {
            return null;
        }

        var zones = mine.Any(target => target.Zones.Count == 0) ? fitted : [.. mine.SelectMany(target => target.Zones).Distinct().Order()];
        return new OrderTarget { Gateway = Configuration.Gateway, Zones = zones };
    }
}

/// <summary>The checks of an opened order that need a clock and a memory, in the order of docs/wire/mqtt.md, rule 7; changes nothing.</summary>
internal static class OrderGate
{
    // With the amplifier's warm-up and a margin.
    private static readonly TimeSpan ChimeLength = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The first miss, or null. <paramref name="now"/> is null without attested time; <paramref name="arbitrate"/> is asked
    /// last, and not for a stop.
    /// </summary>
    public static RefusalReason? FirstMiss(
        OpenedOrder opened, GateKeeper keeper, DateTimeOffset? now, LedgerMemory memory, Func<Order, OrderTarget, RefusalReason?> arbitrate) =>
        Approved(opened, keeper.Configuration)
        ?? Addressed(opened.Order, keeper)
        ?? InTime(opened.Order, now)
        ?? New(opened, memory)
        ?? Playable(opened.Order, keeper, now!.Value, memory, arbitrate);

    /// <summary>
    /// The first miss of an occurrence of the gateway's own schedule that is due, or null (docs/wire/mqtt.md, rule 13); what was
    /// begun before was counted then.
    /// </summary>
    public static RefusalReason? FirstMissOfDue(OwnPlay own, GateKeeper keeper, DateTimeOffset now, LedgerMemory memory, Func<OwnPlay, RefusalReason?> arbitrate) =>
        own.Play.LongestPlayMs > keeper.LongestPlay.TotalMilliseconds
            ? RefusalReason.TooLong
            : Permitted(own.Play, keeper.Configuration, now, memory) is { } miss && !(miss is RefusalReason.DutyLimit && memory.HasBegun(own.Play.BroadcastId))
                ? miss
                : arbitrate(own);

    // Hashes bind the sound: without them whoever holds the controller's keys could put another one behind an approved order.
    private static RefusalReason? Approved(OpenedOrder opened, GatewayConfiguration configuration) =>
        configuration.EmergencyNeedsApproval
        && opened.Order is { Class: OrderClass.Emergency, Play: { } play }
        && (!opened.IsApproved || play.BundleHashes is not { Length: > 0 })
            ? RefusalReason.Approval
            : null;

    private static RefusalReason? Addressed(Order order, GateKeeper keeper) =>
        keeper.TargetOf(order) is null || (order.Maintain?.Zone is { } zone && zone != 0 && !keeper.Configuration.Zones.Contains(zone))
            ? RefusalReason.NotAddressed
            : null;

    private static RefusalReason? InTime(Order order, DateTimeOffset? now) => now switch
    {
        null => RefusalReason.NoTime,
        { } instant when instant >= order.Expires => RefusalReason.Expired,
        { } instant when instant < order.NotBefore => RefusalReason.TooEarly,
        _ => null,
    };

    private static RefusalReason? New(OpenedOrder opened, LedgerMemory memory)
    {
        var order = opened.Order;
        if (order.Sequence <= memory.LastSequence(order.Issuer, opened.KeyId))
        {
            return RefusalReason.OldSequence;
        }

        // A broadcast that came to its end or was stopped by name is over, under whatever order id it comes back.
        return memory.HasOrder(order.OrderId) || (order.Play is { } play && memory.IsOver(play.BroadcastId))
            ? RefusalReason.Duplicate
            : null;
    }

    private static RefusalReason? Playable(
        Order order, GateKeeper keeper, DateTimeOffset now, LedgerMemory memory, Func<Order, OrderTarget, RefusalReason?> arbitrate) =>
        order switch
        {
            { Maintain: { } maintain } => Quiet(maintain, keeper.Configuration, now) ?? arbitrate(order, keeper.TargetOf(order)!),
            { Play: null } => null,
            { Play: { } play } when play.LongestPlayMs > keeper.LongestPlay.TotalMilliseconds => RefusalReason.TooLong,
            { Play: { } play } => (order.Class == OrderClass.Emergency ? null : Permitted(play, keeper.Configuration, now, memory)) ?? arbitrate(order, keeper.TargetOf(order)!),
        };

    // The chime is a few seconds long; no curfew is shorter than a minute.
    private static RefusalReason? Quiet(MaintainOrder maintain, GatewayConfiguration configuration, DateTimeOffset now) =>
        maintain.Task == MaintenanceTask.ChimeTest && configuration.Curfew is { } curfew
        && curfew.Touches(TimeZoneInfo.FindSystemTimeZoneById(configuration.TimeZone), now, now + ChimeLength)
            ? RefusalReason.Curfew
            : null;

    private static RefusalReason? Permitted(PlayOrder play, GatewayConfiguration configuration, DateTimeOffset now, LedgerMemory memory) =>
        configuration switch
        {
            { Curfew: { } curfew } when curfew.Touches(
                TimeZoneInfo.FindSystemTimeZoneById(configuration.TimeZone), play.StartAt, play.StartAt + LengthOf(play)) => RefusalReason.Curfew,
            _ when memory.PlaysAround(now) >= configuration.StartsPerHour => RefusalReason.DutyLimit,
            _ => null,
        };

    // Playback cuts what would last longer than the order's own limit, which was found to be within the gateway's.
    private static TimeSpan LengthOf(PlayOrder play)
    {
        var limit = TimeSpan.FromMilliseconds(play.LongestPlayMs);
        var seconds = play.Items.Sum(item => (double)item.LengthSamples) / Opus.SampleRate;
        return play.Live || seconds >= limit.TotalSeconds ? limit : TimeSpan.FromSeconds(seconds);
    }
}
