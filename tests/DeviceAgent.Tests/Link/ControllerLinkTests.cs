using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class ControllerLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task It_connects_with_its_id_subscribes_and_takes_an_order_for_its_village()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null);

        var order = Orders.Play(TimeProvider.System.GetUtcNow());
        await controller.PublishAsync(Topics.AreaOrders("620321104000"), OrderCodec.Sign(order, controller.Key));

        Assert.Equal(order.OrderId, (await link.Playout.NextAcceptedAsync()).OrderId);
        var report = await link.ReportAsync(controller, report => report.OrderId == order.OrderId);
        Assert.Equal(PlaybackStage.Received, report.Stage);
        Assert.Equal(order.Play!.BroadcastId, report.BroadcastId);
        Assert.Equal([Orders.Gateway], controller.ClientIds);
        Assert.Equal(
            [
                "cb/1/area/620000000000/order", "cb/1/area/620300000000/order", "cb/1/area/620321000000/order",
                "cb/1/area/620321104000/order", "cb/1/area/620321104200/order",
                "cb/1/gateway/gw-620321104200/clock/answer", "cb/1/gateway/gw-620321104200/configuration", "cb/1/gateway/gw-620321104200/journal/taken",
                "cb/1/gateway/gw-620321104200/order", "cb/1/gateway/gw-620321104200/schedule",
            ],
            controller.Subscriptions());
    }

    [Fact]
    public async Task It_leaves_an_empty_last_will_with_the_broker_and_shows_a_cut_line_within_fifteen_seconds()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var link = RunningLink.Create(_authority, controller, _folder.Name, port: ((IPEndPoint)listener.LocalEndpoint).Port);
        await link.StartAsync();
        using var certificate = _authority.Server();

        await using var line = await FakeBroker.AcceptAsync(listener, certificate);
        await line.TakeSubscriptionsAsync();

        // MQTT 3.1.1, 3.1.2.3: a clean session and a will of QoS 1 that is not retained; 3.1.2.10: a broker waits one and a half times the keep-alive.
        Assert.Equal(0b0000_1110, line.Connect[7]);
        Assert.Equal(15, BinaryPrimitives.ReadUInt16BigEndian(line.Connect.AsSpan(8)) * 3 / 2);
        var will = Encoding.ASCII.GetBytes(Topics.GatewayGone(Orders.Gateway));
        Assert.Equal([0, (byte)will.Length, .. will, 0, 0], line.Connect[^(will.Length + 4)..]);
    }

    [Fact]
    public async Task What_was_refused_is_in_the_state_soon()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null);

        await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), [1, 2, 3]);

        await link.StateAsync(controller, state => state.RefusedOrders == 1);
    }

    [Fact]
    public async Task A_broker_of_another_authority_is_not_believed()
    {
        using var stranger = new FakeAuthority();
        await AssertNotBelievedAsync(stranger.Server(), "127.0.0.1");
    }

    [Fact]
    public async Task A_broker_of_another_authority_with_the_same_name_is_not_believed()
    {
        using var stranger = new FakeAuthority("Test authority");
        await AssertNotBelievedAsync(stranger.Server(), "127.0.0.1");
    }

    [Fact]
    public Task A_broker_with_another_name_is_not_believed() =>
        AssertNotBelievedAsync(_authority.Server("somewhere.else", withAddress: false), "127.0.0.1");

    [Fact]
    public async Task A_cut_line_is_taken_up_again_with_all_subscriptions()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null);
        var stream = Guid.NewGuid();
        link.Playout.Want(stream);
        await controller.SubscribedAsync(Topics.Stream(stream));
        for (var cut = 0; cut < 3; cut++)
        {
            controller.CutLines();

            await controller.SubscribedAsync(Topics.Stream(stream));
            await controller.HeardAsync((topic, _) => topic == Topics.ClockRequest(Orders.Gateway) ? topic : null);
            var order = Orders.Play(TimeProvider.System.GetUtcNow(), sequence: cut + 1);
            await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), OrderCodec.Sign(order, controller.Key));
            Assert.Equal(order.OrderId, (await link.Playout.NextAcceptedAsync()).OrderId);
        }

        Assert.Equal(4, controller.Lines.Accepted);
    }

    [Fact]
    public async Task A_stream_is_heard_while_it_is_wanted_and_forged_bundles_never()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        using var stranger = SigningKey.Create();
        var stream = Guid.NewGuid();
        link.Playout.Want(stream);
        await controller.SubscribedAsync(Topics.Stream(stream));

        await controller.PublishAsync(Topics.Stream(stream), Bundle(stream, 0).Sign(stranger));
        var flipped = Bundle(stream, 1).Sign(controller.Key);
        flipped[60] ^= 4;
        await controller.PublishAsync(Topics.Stream(stream), flipped);
        await controller.PublishAsync(Topics.Stream(stream), new byte[AudioBundle.MaxBytes + 1]);
        await controller.PublishAsync(Topics.Stream(stream), Bundle(stream, 2).Sign(controller.Key));

        Assert.Equal(2u, (await link.Playout.NextOfferedAsync()).FirstPacket);
        Assert.Equal(3, link.Counts.Bundles);
        link.Playout.Want();
        await controller.NotSubscribedAsync(Topics.Stream(stream));
    }

    [Fact]
    public async Task A_report_that_was_not_acknowledged_comes_again_as_the_same_report()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null);
        controller.CutsAtReports = true;
        var order = Orders.Play(TimeProvider.System.GetUtcNow());
        await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), OrderCodec.Sign(order, controller.Key));

        var twice = await controller.HeardAsync((topic, _) => topic == Topics.GatewayReport(Orders.Gateway)
            && controller.Said(topic) is { Count: 2 } said ? said : null);

        Assert.Equal(twice[0], twice[1]);
    }

    [Fact]
    public async Task What_playback_reports_while_the_agent_stops_still_reaches_the_controller()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null);
        var last = Report(PlaybackStage.Interrupted);

        link.Playout.Door.RaiseReported(last);
        await link.StopAsync();

        Assert.Equal(last, await link.ReportAsync(controller, report => report.ReportId == last.ReportId));
    }

    [Fact]
    public async Task Reports_made_without_a_line_are_sent_after_a_restart_in_order()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        PlaybackReport[] made = [Report(PlaybackStage.Started), Report(PlaybackStage.Finished)];
        await using (var offline = RunningLink.Create(_authority, controller, _folder.Name, host: "127.0.0.2"))
        {
            await offline.StartAsync();
            Array.ForEach(made, offline.Playout.Door.RaiseReported);
        }

        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);

        await link.ReportAsync(controller, report => report.ReportId == made[1].ReportId);
        await link.ReportAsync(controller, report => report.ReportId == made[0].ReportId);
        Assert.Equal(2, controller.Said(Topics.GatewayReport(Orders.Gateway)).Count);
    }

    [Fact]
    public async Task A_clock_answer_by_another_key_or_for_another_request_is_not_believed()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        controller.Clock = null;
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        using var stranger = SigningKey.Create();
        var asked = await controller.HeardAsync((topic, payload) => topic == Topics.ClockRequest(Orders.Gateway)
            && WireJson.TryRead<ClockRequest>(payload, out var request, out _) ? request : null);

        await controller.PublishAsync(Topics.ClockAnswer(Orders.Gateway), Answer(asked.Nonce, stranger));
        await controller.PublishAsync(Topics.ClockAnswer(Orders.Gateway), Answer(Guid.NewGuid(), controller.Key));
        var order = Orders.Play(TimeProvider.System.GetUtcNow());
        await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), OrderCodec.Sign(order, controller.Key));

        Assert.Equal(RefusalReason.NoTime, (await link.ReportAsync(controller, report => report.OrderId == order.OrderId)).Refusal);
        Assert.False(link.Clock.IsAttested);
    }

    [Fact]
    public async Task A_new_configuration_moves_the_gateway_to_its_area_and_is_told_in_the_state()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null && state.ConfigurationRevision == 1);
        var moved = FakeAuthority.Configuration(Orders.Gateway, controller.Key) with { Revision = 2, Area = "620321105200", Zones = [5] };

        await controller.ConfigureAsync(moved);

        await controller.SubscribedAsync(Topics.AreaOrders("620321105000"));
        await controller.NotSubscribedAsync(Topics.AreaOrders("620321104000"));
        await link.StateAsync(controller, state => state.ConfigurationRevision == 2);
        Assert.Contains(Topics.AreaOrders("620321000000"), controller.Subscriptions());
        var order = Orders.Play(TimeProvider.System.GetUtcNow());
        await controller.PublishAsync(Topics.AreaOrders("620321105200"), OrderCodec.Sign(order, controller.Key));
        Assert.Equal(order.OrderId, (await link.Playout.NextAcceptedAsync()).OrderId);
        Assert.Equal([5], link.Playout.LastTarget!.Zones);
    }

    [Fact]
    public async Task A_new_key_takes_over_orders_bundles_and_the_clock_while_the_line_stands()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        using var next = SigningKey.Create();
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null);
        var configuration = FakeAuthority.Configuration(Orders.Gateway, controller.Key) with { Revision = 2 };

        await controller.ConfigureAsync(configuration with { Keys = [new ConfiguredKey { PublicKey = next.PublicKey, Classes = [OrderClass.Ordinary] }] });
        var now = TimeProvider.System.GetUtcNow();
        var old = Orders.Play(now, sequence: 1000);
        var order = Orders.Play(now, sequence: 1);
        await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), OrderCodec.Sign(old, controller.Key));
        await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), OrderCodec.Sign(order, next));

        Assert.Equal(order.OrderId, (await link.Playout.NextAcceptedAsync()).OrderId);
        Assert.Equal(RefusalReason.UnknownKey, Assert.Single(link.Counts.Tallies(), tally => tally.Orders > 0).Reason);
        var refused = await link.ReportAsync(controller, report => report.Stage == PlaybackStage.Refused);
        Assert.Equal(RefusalReason.UnknownKey, refused.Refusal);
    }

    [Fact]
    public async Task A_schedule_that_comes_is_told_in_the_state()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        await link.StateAsync(controller, state => state is { ClockOffsetUs: not null, Schedule: null, Store.Needed: 0 });
        var now = TimeProvider.System.GetUtcNow();
        var schedule = Schedules.Of(now, Orders.Play(now).Play!.Items[0], now.AddDays(1));

        await controller.PublishAsync(Topics.GatewaySchedule(Orders.Gateway), ScheduleCodec.Sign(schedule, controller.Key));

        var told = await link.StateAsync(controller, state => state is { Schedule.Revision: 7, Store.Needed: 1 });
        Assert.Equal((0, true), (told.Store!.Held, told.Schedule!.Next is not null));
    }

    [Fact]
    public async Task A_configuration_by_a_stranger_is_refused_and_seen()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        using var stranger = SigningKey.Create();
        await link.StateAsync(controller, state => state.ConfigurationRevision == 1);

        await controller.ConfigureAsync(FakeAuthority.Configuration(Orders.Gateway, stranger) with { Revision = 2 }, stranger);

        var state = await link.StateAsync(controller, state => state.RefusedOrders == 1);
        Assert.Equal([new RefusalTally { Reason = RefusalReason.UnknownKey, Orders = 1, Bundles = 0 }], state.Refusals);
        Assert.Equal(1, state.ConfigurationRevision);
    }

    [Fact]
    public async Task A_change_is_told_in_a_state_well_before_the_next_one_is_due()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var link = await RunningLink.StartAsync(_authority, controller, _folder.Name);
        var before = await link.StateAsync(controller, state => state.OnAir is null);
        link.Playout.OnAir = new OnAirState { BroadcastId = Guid.NewGuid(), PositionMs = 20, BufferedMs = 3000, VolumePercent = 80 };

        link.Playout.Door.RaiseChanged();

        var after = await link.StateAsync(controller, state => state.OnAir is not null);
        Assert.Equal(link.Playout.OnAir, after.OnAir);
        Assert.InRange(after.At - before.At, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(before.StartedAt.Date, after.StartedAt.Date);
    }

    private static AudioBundle Bundle(Guid stream, uint firstPacket) => new()
    {
        StreamId = stream,
        FirstPacket = firstPacket,
        PresentationUs = 1_000_000,
        Last = false,
        Packets = [new byte[] { 1, 2, 3 }],
    };

    private static PlaybackReport Report(PlaybackStage stage) => new()
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = Orders.Gateway,
        At = new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero),
        OrderId = Guid.NewGuid(),
        BroadcastId = Guid.NewGuid(),
        Stage = stage,
    };

    private static byte[] Answer(Guid nonce, SigningKey key)
    {
        var now = TimeProvider.System.GetUtcNow();
        var answer = new ClockAnswer { Version = WireVersion.Current, Nonce = nonce, ReceivedAt = now, AnsweredAt = now };
        return SignedDocument.Sign(DocumentKind.ClockAnswer, WireJson.Write(answer), key);
    }

    private async Task AssertNotBelievedAsync(X509Certificate2 server, string host)
    {
        var listener = new FakeTlsListener(_authority, server);
        await using var controller = await FakeController.StartAsync(_authority, listener);
        await using var link = RunningLink.Create(_authority, controller, _folder.Name, host);
        await link.StartAsync();
        await listener.AcceptedAsync(2).WaitAsync(FakeController.Patience, TestContext.Current.CancellationToken);

        Assert.False(link.Link.IsConnected);
        Assert.Empty(controller.ClientIds);
    }
}
