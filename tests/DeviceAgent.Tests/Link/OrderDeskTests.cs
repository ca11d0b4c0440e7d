using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class OrderDeskTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakePlayout _playout = new();
    private readonly FakeMaintenance _maintenance = new();
    private readonly FakeDisk _disk = new();
    private readonly RefusalCounts _counts = new();
    private readonly ControllerClock _clock;
    private readonly LinkCredentials _credentials;
    private InstalledConfiguration _installed;
    private ReportOutbox _outbox;
    private ReportDesk _reports;
    private Ledger _ledger;
    private OrderDesk _desk;

    public OrderDeskTests()
    {
        Configure();
        _credentials = LinkCredentials.Load(_folder.Name);
        _clock = new ControllerClock(_time);
        Attest();
        Start();
    }

    public void Dispose()
    {
        End();
        _credentials.Dispose();
        _key.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_good_order_is_played_and_reported()
    {
        var order = Orders.Play(Now);
        Take(order);

        Assert.Equal(order.OrderId, Assert.Single(_playout.Accepted).OrderId);
        Assert.Equal([1, 2], _playout.LastTarget!.Zones);
        var report = Assert.Single(await ReportsAsync());
        Assert.Equal((PlaybackStage.Received, order.OrderId), (report.Stage, report.OrderId));
    }

    [Fact]
    public async Task A_maintenance_order_is_written_down_begun_and_reported_and_done_once()
    {
        var order = Orders.Maintain(Now, 1, MaintenanceTask.RelayTest, zone: 2);
        _disk.Calls.Clear();
        string[] before = [];
        _maintenance.OnBegin = () => before = [.. _disk.Calls];

        Take(order);
        Take(order);

        Assert.Equal(["write", "sync"], before);
        Assert.Equal(order.Maintain, Assert.Single(_maintenance.Begun));
        Assert.Empty(_playout.Accepted);
        var reports = await ReportsAsync();
        Assert.Equal(
            [(PlaybackStage.Received, (RefusalReason?)null), (PlaybackStage.Refused, RefusalReason.OldSequence)],
            reports.Select(report => (report.Stage, report.Refusal)));
    }

    [Theory]
    [InlineData(true, RefusalReason.Busy)]
    [InlineData(false, RefusalReason.Ledger)]
    public async Task A_maintenance_order_that_is_refused_does_nothing(bool busy, RefusalReason expected)
    {
        _maintenance.Verdict = busy ? RefusalReason.Busy : null;
        _disk.Room = busy ? null : 3;
        Take(Orders.Maintain(Now, 1, MaintenanceTask.ChimeTest));
        _disk.Room = null;

        Assert.Empty(_maintenance.Begun);
        Assert.Equal(expected, Assert.Single(await ReportsAsync()).Refusal);
    }

    [Fact]
    public void Nothing_is_played_before_the_ledger_is_synced()
    {
        _disk.Calls.Clear();
        string[] before = [];
        _playout.OnAccept = () => before = [.. _disk.Calls];

        Take(Orders.Play(Now));

        Assert.Equal(["write", "sync"], before);
    }

    [Fact]
    public async Task A_full_disk_plays_nothing()
    {
        _disk.Room = 3;
        Take(Orders.Play(Now));
        _disk.Room = null;

        await AssertRefusedAsync(RefusalReason.Ledger);
    }

    [Fact]
    public async Task A_full_disk_still_stops()
    {
        _disk.Room = 3;
        var stop = Orders.Stop(Now, 1, null);
        Take(stop);
        Take(stop);
        _disk.Room = null;

        Assert.True(_playout.TryNextStopped());
        Assert.False(_playout.TryNextStopped());
        var reports = await ReportsAsync();
        Assert.Equal([PlaybackStage.Received, PlaybackStage.Refused], reports.Select(report => report.Stage));
        Assert.NotNull(reports[0].Detail);
    }

    [Fact]
    public async Task What_is_busy_is_refused_and_not_written_down()
    {
        _playout.Verdict = RefusalReason.Busy;
        _disk.Calls.Clear();

        Take(Orders.Play(Now));

        Assert.Empty(_disk.Calls);
        await AssertRefusedAsync(RefusalReason.Busy);
    }

    [Fact]
    public async Task An_order_that_playback_turns_down_in_the_end_is_refused()
    {
        _playout.LateVerdict = RefusalReason.Busy;
        Take(Orders.Play(Now));

        Assert.Equal(RefusalReason.Busy, Assert.Single(await ReportsAsync()).Refusal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_that_comes_again_is_refused(bool afterRestart)
    {
        var order = Orders.Play(Now);
        Take(order);
        _playout.Accepted.Clear();
        if (afterRestart)
        {
            await ReportsAsync();
            End();
            Start();
        }

        Take(order);

        Assert.Empty(_playout.Accepted);
        Assert.Equal(RefusalReason.OldSequence, (await ReportsAsync())[^1].Refusal);
    }

    [Fact]
    public async Task A_stop_comes_before_its_play_order_and_wins_even_after_a_restart()
    {
        var play = Orders.Play(Now, sequence: 8);
        Take(Orders.Stop(Now, 7, play.Play!.BroadcastId));
        await ReportsAsync();
        End();
        Start();

        Take(play);

        Assert.Empty(_playout.Accepted);
        Assert.Equal(RefusalReason.Duplicate, (await ReportsAsync())[^1].Refusal);
    }

    [Fact]
    public async Task An_order_that_has_expired_is_refused()
    {
        var order = Orders.Play(Now.AddMinutes(-10));
        Take(order with { Expires = Now });
        await AssertRefusedAsync(RefusalReason.Expired);
    }

    [Fact]
    public async Task An_order_before_its_time_is_refused()
    {
        Take(Orders.Play(Now) with { NotBefore = Now.AddSeconds(1) });
        await AssertRefusedAsync(RefusalReason.TooEarly);
    }

    [Fact]
    public async Task An_order_for_another_gateway_is_refused()
    {
        Take(Orders.Play(Now, gateway: "gw-620321104201"));
        await AssertRefusedAsync(RefusalReason.NotAddressed);
    }

    [Fact]
    public async Task Without_attested_time_every_order_is_refused()
    {
        End();
        Start(new ControllerClock(_time));
        Take(Orders.Play(Now));
        await AssertRefusedAsync(RefusalReason.NoTime);
    }

    [Fact]
    public async Task An_order_by_an_unknown_key_is_refused()
    {
        using var stranger = SigningKey.Create();
        _desk.Take(OrderCodec.Sign(Orders.Play(Now), stranger), _time.GetTimestamp());
        await AssertRefusedAsync(RefusalReason.UnknownKey);
    }

    [Fact]
    public async Task An_emergency_by_a_key_for_ordinary_orders_is_refused()
    {
        Configure(limits => limits with { Keys = [limits.Keys[0] with { Classes = [OrderClass.Ordinary] }] });
        End();
        Start();

        Take(Orders.Emergency(Now));

        await AssertRefusedAsync(RefusalReason.KeyNotAllowed);
    }

    [Theory]
    [InlineData("nobody", false)]
    [InlineData("the controller", false)]
    [InlineData("a stranger", false)]
    [InlineData("an operator, another order", false)]
    [InlineData("an operator, as a configuration", false)]
    [InlineData("an operator", true)]
    public async Task With_all_its_own_keys_a_controller_sounds_no_alert_that_no_operator_approved(string who, bool sounds)
    {
        using var person = SigningKey.Create();
        using var stranger = SigningKey.Create();
        Configure(limits => limits with
        {
            EmergencyNeedsApproval = true,
            Operators = [new ConfiguredOperator { Name = "值班员", PublicKey = person.PublicKey }],
        });
        End();
        Start();
        var order = Orders.Emergency(Now);
        order = order with { Play = order.Play! with { BundleHashes = new byte[9 * AudioBundle.ContentHashSize] } };
        var bytes = OrderCodec.Sign(order, _key);

        _desk.Take(
            who switch
            {
                "the controller" => Approval.Add(DocumentKind.Order, bytes, _key),
                "a stranger" => Approval.Add(DocumentKind.Order, bytes, stranger),
                "an operator" => Approval.Add(DocumentKind.Order, bytes, person),
                "an operator, another order" => Approval.Attach(
                    bytes, person.KeyId, person.Sign(Approval.ToBeSigned(DocumentKind.Order, WireJson.Write(order with { Sequence = 2 }), person.KeyId))),
                "an operator, as a configuration" => Approval.Add(DocumentKind.Configuration, bytes, person),
                _ => bytes,
            },
            _time.GetTimestamp());

        if (sounds)
        {
            Assert.Equal(_key.KeyId, _playout.LastKeyId);
            Assert.Single(_playout.Accepted);
        }
        else
        {
            await AssertRefusedAsync(RefusalReason.Approval);
        }
    }

    [Fact]
    public async Task A_stop_needs_no_second_hand()
    {
        using var person = SigningKey.Create();
        Configure(limits => limits with
        {
            EmergencyNeedsApproval = true,
            Operators = [new ConfiguredOperator { Name = "值班员", PublicKey = person.PublicKey }],
        });
        End();
        Start();

        Take(Orders.Stop(Now, 1, null) with { Class = OrderClass.Emergency });

        Assert.True(_playout.TryNextStopped());
        Assert.Null(Assert.Single(await ReportsAsync()).Refusal);
    }

    // It is 15:00 in Shanghai.
    [Fact]
    public async Task A_midnight_broadcast_by_a_mistaken_task_makes_no_sound()
    {
        Configure(limits => limits with { Curfew = new Curfew { From = new TimeOnly(14, 0), To = new TimeOnly(6, 0) } });
        End();
        Start();

        Take(Orders.Play(Now));

        await AssertRefusedAsync(RefusalReason.Curfew);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Starts_are_limited_through_a_restart(bool restarts)
    {
        Configure(limits => limits with { StartsPerHour = 2 });
        End();
        Start();
        Take(Orders.Play(Now, 1));
        Take(Orders.Play(Now, 2));
        if (restarts)
        {
            End();
            Start();
        }

        Take(Orders.Play(Now, 3));
        Take(Orders.Emergency(Now, 4));
        Take(Orders.Stop(Now, 5, null));

        Assert.Equal([1, 2, 4], _playout.Accepted.Select(order => order.Sequence));
        Assert.True(_playout.TryNextStopped());
        Assert.Equal(RefusalReason.DutyLimit, Assert.Single(await ReportsAsync(), report => report.Stage == PlaybackStage.Refused).Refusal);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(525_600)]
    public void An_expired_order_is_not_brought_back_by_a_clock_that_is_set_back(int minutesLater)
    {
        var order = OrderCodec.Sign(Orders.Play(Now), _key);
        _time.Advance(TimeSpan.FromMinutes(minutesLater));
        foreach (var clock in (ControllerClock[])[_clock, new ControllerClock(_time, floor: Now.AddMinutes(minutesLater))])
        {
            End();
            Start(clock);
            clock.Offer(
                _time.GetTimestamp(),
                _time.GetTimestamp(),
                new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = Now, AnsweredAt = Now });

            _desk.Take(order, _time.GetTimestamp());
        }

        Assert.Empty(_playout.Accepted);
        Assert.Equal([RefusalReason.Expired, RefusalReason.NoTime], _counts.Tallies().Select(tally => tally.Reason));
    }

    [Fact]
    public void An_order_of_before_a_restart_is_refused_even_when_its_key_counts_anew()
    {
        var order = Orders.Play(Now);
        Take(order);
        _ledger.ForgetSequences();
        End();
        Start();

        Take(order);

        Assert.Single(_playout.Accepted);
        Assert.Equal(RefusalReason.Duplicate, Assert.Single(_counts.Tallies()).Reason);
    }

    [Fact]
    public async Task A_signed_document_of_another_kind_is_no_order()
    {
        _desk.Take(SignedDocument.Sign(DocumentKind.ClockAnswer, WireJson.Write(Orders.Play(Now)), _key), _time.GetTimestamp());
        await AssertRefusedAsync(RefusalReason.Signature);
    }

    [Fact]
    public void One_flipped_bit_at_any_byte_plays_nothing()
    {
        var good = OrderCodec.Sign(Orders.Play(Now), _key);
        var random = new Random(3);
        for (var at = 0; at < good.Length; at++)
        {
            var flipped = (byte[])good.Clone();
            flipped[at] ^= (byte)(1 << random.Next(8));
            _desk.Take(flipped, _time.GetTimestamp());
        }

        Assert.Empty(_playout.Accepted);
        Assert.Equal(good.Length, _counts.Orders);
        _desk.Take(good, _time.GetTimestamp());
        Assert.Single(_playout.Accepted);
    }

    [Fact]
    public void Random_bytes_and_cut_orders_play_nothing_and_break_nothing()
    {
        var good = OrderCodec.Sign(Orders.Play(Now), _key);
        Gen.OneOf(
            Gen.Byte.Array[0, 300],
            Gen.Int[0, good.Length - 1].Select(length => good[..length]),
            Gen.Byte.Array[1, 40].Select(tail => (byte[])[.. good, .. tail]),
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte.Array[1, 60], (at, bytes) => (byte[])[.. good[..at], .. bytes, .. good[at..]]))
            .Sample(bytes => _desk.Take(bytes, 0), iter: 3000, threads: 1);

        Assert.Empty(_playout.Accepted);
    }

    [Fact]
    public async Task A_flood_is_counted_but_reported_only_now_and_then()
    {
        for (var count = 0; count < 500; count++)
        {
            _desk.Take(new byte[] { 1, 2, 3 }, _time.GetTimestamp());
        }

        Assert.Equal(500, _counts.Orders);
        Assert.InRange((await ReportsAsync()).Count, 10, 50);
    }

    [Fact]
    public async Task A_signed_order_that_is_refused_is_not_reported_as_often_as_a_broker_repeats_it()
    {
        var order = OrderCodec.Sign(Orders.Play(Now) with { Play = Orders.Play(Now).Play! with { LongestPlayMs = 7_200_001 } }, _key);
        for (var count = 0; count < 500; count++)
        {
            _desk.Take(order, _time.GetTimestamp());
        }

        Assert.Equal([new RefusalTally { Reason = RefusalReason.TooLong, Orders = 500, Bundles = 0 }], _counts.Tallies());
        Assert.InRange((await ReportsAsync()).Count, 10, 100);
    }

    private void Take(Order order) => _desk.Take(OrderCodec.Sign(order, _key), _time.GetTimestamp());

    private async Task AssertRefusedAsync(RefusalReason reason)
    {
        Assert.Empty(_playout.Accepted);
        Assert.Equal(1, _counts.Orders);
        var report = Assert.Single(await ReportsAsync());
        Assert.Equal((PlaybackStage.Refused, reason), (report.Stage, report.Refusal));
    }

    private Task<List<PlaybackReport>> ReportsAsync() => SentReports.TakeAsync(_reports, _outbox, _credentials);

    private void Configure(Func<GatewayConfiguration, GatewayConfiguration>? change = null) =>
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _key, configure: change);

    private void Attest() => _clock.Offer(
        _time.GetTimestamp(),
        _time.GetTimestamp(),
        new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = Now, AnsweredAt = Now });

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_installed), nameof(_outbox), nameof(_reports), nameof(_ledger), nameof(_desk))]
    private void Start(ControllerClock? clock = null)
    {
        _installed = InstalledConfiguration.Load(_folder.Name, DiskAccess.Real);
        _outbox = ReportOutbox.Open(_folder.Name, DiskAccess.Real, NullLogger<ReportOutbox>.Instance);
        _ledger = Ledger.Open(_folder.Name, _disk.Access, NullLogger<Ledger>.Instance);
        _reports = new ReportDesk(_installed, _credentials, clock ?? _clock, _outbox, new JournalFeed(), _time);
        _desk = new OrderDesk(
            _installed,
            clock ?? _clock,
            _ledger,
            _playout.Door, _maintenance.Door,
            _reports,
            _counts,
            NullLogger<OrderDesk>.Instance);
    }

    private void End()
    {
        _ledger.Dispose();
        _outbox.Dispose();
    }
}
