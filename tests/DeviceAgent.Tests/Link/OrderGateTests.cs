using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

public class OrderGateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);
    private static readonly GateKeeper Keeper = new(Orders.Gateway, [1, 2, 3], TimeSpan.FromMinutes(30));

    [Fact]
    public void A_good_order_passes() => Assert.Null(Miss(Orders.Play(Now)));

    [Fact]
    public void A_good_stop_passes_and_is_not_arbitrated() =>
        Assert.Null(Miss(Orders.Stop(Now, 1, null), arbitrate: _ => throw new InvalidOperationException("Asked.")));

    // Each row has the miss of its name and all that come after it: the first one wins.
    [Theory]
    [InlineData(0, RefusalReason.NotAddressed)]
    [InlineData(1, RefusalReason.NoTime)]
    [InlineData(2, RefusalReason.Expired)]
    [InlineData(3, RefusalReason.TooEarly)]
    [InlineData(4, RefusalReason.OldSequence)]
    [InlineData(5, RefusalReason.Duplicate)]
    [InlineData(6, RefusalReason.TooLong)]
    [InlineData(7, RefusalReason.Busy)]
    public void The_first_miss_wins(int from, RefusalReason expected)
    {
        var order = Orders.Play(Now, sequence: from <= 4 ? 10 : 11, gateway: from <= 0 ? "gw-other" : Orders.Gateway);
        order = order with
        {
            Play = order.Play! with { LongestPlayMs = from <= 6 ? 30 * 60_000 + 1 : 30 * 60_000 },
        };
        var memory = new LedgerMemory();
        memory.Apply(new LedgerRecord { Issuer = order.Issuer, Sequence = 10 });
        if (from <= 5)
        {
            memory.Apply(new LedgerRecord { OrderId = order.OrderId, OrderKeptUntil = Now.AddHours(1) });
        }

        DateTimeOffset? now = from switch
        {
            <= 1 => null,
            2 => order.Expires,
            3 => order.NotBefore.AddTicks(-1),
            _ => Now,
        };

        Assert.Equal(expected, OrderGate.FirstMiss(order, Keeper, now, memory, _ => RefusalReason.Busy));
    }

    [Theory]
    [InlineData(-1, RefusalReason.TooEarly)]
    [InlineData(0, null)]
    public void It_is_good_from_not_before_on(long ticks, RefusalReason? expected)
    {
        var order = Orders.Play(Now);
        Assert.Equal(expected, Miss(order, order.NotBefore.AddTicks(ticks)));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, RefusalReason.Expired)]
    public void It_is_good_until_just_before_its_expiry(long ticks, RefusalReason? expected)
    {
        var order = Orders.Play(Now);
        Assert.Equal(expected, Miss(order, order.Expires.AddTicks(ticks)));
    }

    [Theory]
    [InlineData(1, RefusalReason.OldSequence)]
    [InlineData(10, RefusalReason.OldSequence)]
    [InlineData(11, null)]
    [InlineData(long.MaxValue, null)]
    public void A_sequence_must_be_newer(long sequence, RefusalReason? expected)
    {
        var memory = new LedgerMemory();
        memory.Apply(new LedgerRecord { Issuer = "dongzhai", Sequence = 10 });
        Assert.Equal(expected, Miss(Orders.Play(Now, sequence), memory: memory));
    }

    [Fact]
    public void Another_issuer_counts_for_itself()
    {
        var memory = new LedgerMemory();
        memory.Apply(new LedgerRecord { Issuer = "dongzhai", Sequence = 10 });
        Assert.Null(Miss(Orders.Play(Now) with { Issuer = "yongchang" }, memory: memory));
    }

    [Fact]
    public void A_broadcast_that_was_stopped_does_not_come_back_under_another_order_id()
    {
        var order = Orders.Play(Now, sequence: 20);
        var memory = new LedgerMemory();
        memory.Apply(LedgerRecord.Of(Orders.Stop(Now, 10, order.Play!.BroadcastId), Now));
        Assert.Equal(RefusalReason.Duplicate, Miss(order, memory: memory));
    }

    [Theory]
    [InlineData(new int[0], new[] { 1, 2, 3 })]
    [InlineData(new[] { 3, 1 }, new[] { 1, 3 })]
    [InlineData(new[] { 2 }, new[] { 2 })]
    public void Its_zones_are_written_out(int[] ordered, int[] expected)
    {
        var order = Orders.Play(Now) with
        {
            Targets = [new OrderTarget { Gateway = "gw-other", Zones = [8] }, new OrderTarget { Gateway = Orders.Gateway, Zones = ordered }],
        };
        Assert.Equal(expected, Keeper.TargetOf(order)!.Zones);
    }

    [Fact]
    public void A_zone_that_is_not_fitted_is_not_addressed() => Assert.Equal(
        RefusalReason.NotAddressed,
        Miss(Orders.Play(Now) with { Targets = [new OrderTarget { Gateway = Orders.Gateway, Zones = [1, 4] }] }));

    private static RefusalReason? Miss(
        Order order, DateTimeOffset? now = null, LedgerMemory? memory = null, Func<Order, RefusalReason?>? arbitrate = null) =>
        OrderGate.FirstMiss(order, Keeper, now ?? Now, memory ?? new LedgerMemory(), arbitrate ?? (_ => null));
}
