using System.Globalization;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

public class OrderGateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);
    private const string Key = "0102030405060708";
    private const string AnotherKey = "1112131415161718";

    private static readonly GatewayConfiguration Configuration = NewConfiguration();
    private static readonly GateKeeper Keeper = new(Configuration, TimeSpan.FromMinutes(40));

    [Fact]
    public void A_good_order_passes() => Assert.Null(Miss(Orders.Play(Now)));

    [Fact]
    public void A_good_stop_passes_and_is_not_arbitrated() =>
        Assert.Null(Miss(Orders.Stop(Now, 1, null), arbitrate: (_, _) => throw new InvalidOperationException("Asked.")));

    // It is 15:00 in Shanghai.
    [Theory]
    [InlineData(MaintenanceTask.ChimeTest, "15:00", "15:01", RefusalReason.Curfew)]
    [InlineData(MaintenanceTask.ChimeTest, "14:00", "15:00", RefusalReason.Busy)]
    [InlineData(MaintenanceTask.RelayTest, "15:00", "15:01", RefusalReason.Busy)]
    [InlineData(MaintenanceTask.Restart, "15:00", "15:01", RefusalReason.Busy)]
    public void The_chime_alone_of_all_maintenance_is_kept_from_the_curfew(MaintenanceTask task, string from, string to, RefusalReason expected)
    {
        var limits = Configuration with { Curfew = Quiet(from, to), StartsPerHour = 1 };
        var memory = MemoryOf(new LedgerRecord { PlayTakenAt = Now.AddMinutes(-1) });
        var opened = new OpenedOrder(Orders.Maintain(Now, 1, task), Key, false);

        Assert.Equal(expected, OrderGate.FirstMiss(opened, new GateKeeper(limits, TimeSpan.MaxValue), Now, memory, (_, _) => RefusalReason.Busy));
        Assert.Equal(RefusalReason.NoTime, OrderGate.FirstMiss(opened, new GateKeeper(limits, TimeSpan.MaxValue), null, memory, (_, _) => null));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(3, null)]
    [InlineData(4, RefusalReason.NotAddressed)]
    public void A_relay_test_of_a_zone_that_is_not_fitted_is_not_addressed(int zone, RefusalReason? expected) =>
        Assert.Equal(expected, Miss(Orders.Maintain(Now, 1, MaintenanceTask.RelayTest, zone)));

    // Each row has the miss of its name and all that come after it: the first one wins.
    [Theory]
    [InlineData(0, RefusalReason.NotAddressed)]
    [InlineData(1, RefusalReason.NoTime)]
    [InlineData(2, RefusalReason.Expired)]
    [InlineData(3, RefusalReason.TooEarly)]
    [InlineData(4, RefusalReason.OldSequence)]
    [InlineData(5, RefusalReason.Duplicate)]
    [InlineData(6, RefusalReason.TooLong)]
    [InlineData(7, RefusalReason.Curfew)]
    [InlineData(8, RefusalReason.DutyLimit)]
    [InlineData(9, RefusalReason.Busy)]
    public void The_first_miss_wins(int from, RefusalReason expected)
    {
        var order = Orders.Play(Now, sequence: from <= 4 ? 10 : 11, gateway: from <= 0 ? "gw-other" : Orders.Gateway);
        order = order with
        {
            Play = order.Play! with { LongestPlayMs = from <= 6 ? 30 * 60_000 + 1 : 30 * 60_000 },
        };
        var limits = Configuration with { StartsPerHour = 1, Curfew = from <= 7 ? Quiet("15:00", "15:01") : null };
        var memory = MemoryOf(new LedgerRecord { Issuer = order.Issuer, KeyId = Key, Sequence = 10 });
        if (from <= 5)
        {
            memory.Apply(new LedgerRecord { OrderId = order.OrderId, OrderKeptUntil = Now.AddHours(1) });
        }

        if (from <= 8)
        {
            memory.Apply(new LedgerRecord { PlayTakenAt = Now.AddMinutes(-1) });
        }

        DateTimeOffset? now = from switch
        {
            <= 1 => null,
            2 => order.Expires,
            3 => order.NotBefore.AddTicks(-1),
            _ => Now,
        };

        Assert.Equal(expected, OrderGate.FirstMiss(new OpenedOrder(order, Key, false), new GateKeeper(limits, TimeSpan.MaxValue), now, memory, (_, _) => RefusalReason.Busy));
    }

    [Theory]
    [InlineData(false, false, RefusalReason.Approval)]
    [InlineData(true, false, RefusalReason.Approval)]
    [InlineData(false, true, RefusalReason.Approval)]
    [InlineData(true, true, null)]
    public void Where_it_must_be_approved_an_emergency_needs_an_operator_and_the_hashes_of_its_sound(bool approved, bool hashes, RefusalReason? expected)
    {
        var order = Orders.Emergency(Now);
        order = order with { Play = order.Play! with { BundleHashes = hashes ? new byte[9 * AudioBundle.ContentHashSize] : null } };
        Assert.Equal(expected, MissUnder(Configuration with { EmergencyNeedsApproval = true }, order, approved: approved));
        Assert.Null(MissUnder(Configuration, order, approved: approved));
    }

    [Fact]
    public void Approval_comes_before_the_address_and_a_live_emergency_has_no_hashes_to_approve()
    {
        var limits = Configuration with { EmergencyNeedsApproval = true };
        var order = Orders.Emergency(Now);
        var live = order with { Play = order.Play! with { Live = true, Items = [], BundleHashes = ReadOnlyMemory<byte>.Empty } };

        Assert.Equal(RefusalReason.Approval, MissUnder(limits, order with { Targets = [new OrderTarget { Gateway = "gw-other", Zones = [] }] }));
        Assert.Equal(RefusalReason.Approval, MissUnder(limits, live, approved: true));
    }

    [Fact]
    public void Nothing_but_an_emergency_that_plays_needs_an_approval()
    {
        var limits = Configuration with { EmergencyNeedsApproval = true };
        Assert.Null(MissUnder(limits, Orders.Play(Now)));
        Assert.Null(MissUnder(limits, Orders.Play(Now) with { Class = OrderClass.Exercise }));
        Assert.Null(MissUnder(limits, Orders.Stop(Now, 1, null) with { Class = OrderClass.Emergency }));
    }

    // The order begins at 15:00:10 in Shanghai and is heard for 95,000 samples: until 15:00:11.98.
    [Theory]
    [InlineData("15:00", "15:01", RefusalReason.Curfew)]
    [InlineData("14:00", "15:00", null)]
    [InlineData("15:01", "14:59", null)]
    [InlineData("15:01", "15:00", null)]
    [InlineData("15:02", "15:01", RefusalReason.Curfew)]
    [InlineData("22:00", "06:00", null)]
    public void An_ordinary_broadcast_is_refused_in_the_curfew_and_an_emergency_is_not(string from, string to, RefusalReason? expected)
    {
        var limits = Configuration with { Curfew = Quiet(from, to) };
        Assert.Equal(expected, MissUnder(limits, Orders.Play(Now)));
        Assert.Equal(expected, MissUnder(limits, Orders.Play(Now) with { Class = OrderClass.Exercise }));
        Assert.Null(MissUnder(limits, Orders.Emergency(Now)));
        Assert.Null(MissUnder(limits, Orders.Stop(Now, 1, null)));
    }

    [Fact]
    public void A_live_broadcast_is_reckoned_by_its_limit_and_a_recorded_one_by_its_length()
    {
        var limits = Configuration with { Curfew = Quiet("15:10", "15:20") };
        var recorded = Orders.Play(Now);
        var live = recorded with { Play = recorded.Play! with { Live = true, Items = [] } };
        Assert.Null(MissUnder(limits, recorded));
        Assert.Equal(RefusalReason.Curfew, MissUnder(limits, live));
        Assert.Null(MissUnder(limits, live with { Play = live.Play! with { LongestPlayMs = 590_000 } }));
        Assert.Equal(RefusalReason.Curfew, MissUnder(limits, live with { Play = live.Play! with { LongestPlayMs = 590_001 } }));
    }

    [Theory]
    [InlineData(-3_600_000, null)]
    [InlineData(-3_599_999, RefusalReason.DutyLimit)]
    [InlineData(0, RefusalReason.DutyLimit)]
    [InlineData(3_599_999, RefusalReason.DutyLimit)] // taken before the clock was set back
    [InlineData(31_536_000_000, null)] // taken while the clock was wrong by a year
    public void No_more_starts_in_an_hour_than_the_duty_limit(long takenMs, RefusalReason? expected)
    {
        var limits = Configuration with { StartsPerHour = 2 };
        var memory = MemoryOf(
            new LedgerRecord { PlayTakenAt = Now.AddMinutes(-20) }, new LedgerRecord { PlayTakenAt = Now.AddMilliseconds(takenMs) });
        Assert.Equal(expected, MissUnder(limits, Orders.Play(Now), memory));
        Assert.Equal(expected, MissUnder(limits, Orders.Play(Now) with { Class = OrderClass.Exercise }, memory));
        Assert.Null(MissUnder(limits, Orders.Emergency(Now), memory));
        Assert.Null(MissUnder(limits, Orders.Stop(Now, 1, null), memory));
    }

    [Fact]
    public void Only_play_orders_below_an_emergency_count_as_starts()
    {
        var memory = MemoryOf(
            LedgerRecord.Of(Orders.Play(Now), Key, Now),
            LedgerRecord.Of(Orders.Play(Now) with { Class = OrderClass.Exercise }, Key, Now),
            LedgerRecord.Of(Orders.Emergency(Now), Key, Now),
            LedgerRecord.Of(Orders.Stop(Now, 1, null), Key, Now));
        Assert.Equal(2, memory.PlaysAround(Now));
    }

    [Theory]
    [InlineData(10, 40, 10)]
    [InlineData(60, 40, 40)]
    public void The_longest_play_is_the_shorter_of_the_configurations_and_the_machines(int configuredMinutes, int machineMinutes, int expected) =>
        Assert.Equal(
            TimeSpan.FromMinutes(expected),
            new GateKeeper(Configuration with { LongestPlayMs = configuredMinutes * 60_000 }, TimeSpan.FromMinutes(machineMinutes)).LongestPlay);

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
        Assert.Equal(expected, Miss(Orders.Play(Now, sequence), memory: MemoryOf(new LedgerRecord { Issuer = "dongzhai", KeyId = Key, Sequence = 10 })));
        Assert.Null(Miss(Orders.Play(Now, sequence), memory: MemoryOf(new LedgerRecord { Issuer = "dongzhai", KeyId = AnotherKey, Sequence = 10 })));
    }

    [Theory]
    [InlineData(10, RefusalReason.OldSequence)]
    [InlineData(11, null)]
    public void A_sequence_from_before_keys_were_noted_counts_for_every_key(long sequence, RefusalReason? expected) =>
        Assert.Equal(expected, Miss(Orders.Play(Now, sequence), memory: MemoryOf(new LedgerRecord { Issuer = "dongzhai", Sequence = 10 })));

    [Fact]
    public void Another_issuer_counts_for_itself()
    {
        var memory = new LedgerMemory();
        memory.Apply(new LedgerRecord { Issuer = "dongzhai", KeyId = Key, Sequence = 10 });
        Assert.Null(Miss(Orders.Play(Now) with { Issuer = "yongchang" }, memory: memory));
    }

    [Fact]
    public void A_broadcast_that_was_stopped_does_not_come_back_under_another_order_id()
    {
        var order = Orders.Play(Now, sequence: 20);
        var memory = new LedgerMemory();
        memory.Apply(LedgerRecord.Of(Orders.Stop(Now, 10, order.Play!.BroadcastId), Key, Now));
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
        Order order, DateTimeOffset? now = null, LedgerMemory? memory = null, Func<Order, OrderTarget, RefusalReason?>? arbitrate = null) =>
        OrderGate.FirstMiss(new OpenedOrder(order, Key, false), Keeper, now ?? Now, memory ?? new LedgerMemory(), arbitrate ?? ((_, _) => null));

    private static RefusalReason? MissUnder(GatewayConfiguration limits, Order order, LedgerMemory? memory = null, bool approved = false) =>
        OrderGate.FirstMiss(
            new OpenedOrder(order, Key, approved), new GateKeeper(limits, TimeSpan.FromHours(24)), Now, memory ?? new LedgerMemory(), (_, _) => null);

    private static LedgerMemory MemoryOf(params LedgerRecord[] records)
    {
        var memory = new LedgerMemory();
        Array.ForEach(records, memory.Apply);
        return memory;
    }

    private static Curfew Quiet(string from, string to) =>
        new() { From = TimeOnly.Parse(from, CultureInfo.InvariantCulture), To = TimeOnly.Parse(to, CultureInfo.InvariantCulture) };

    private static GatewayConfiguration NewConfiguration()
    {
        using var key = SigningKey.Create();
        return FakeAuthority.Configuration(Orders.Gateway, key) with { Zones = [1, 2, 3], LongestPlayMs = 30 * 60_000 };
    }
}
