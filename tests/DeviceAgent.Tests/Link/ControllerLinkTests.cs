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
                "cb/1/gateway/gw-620321104200/clock/answer", "cb/1/gateway/gw-620321104200/order",
            ],
            controller.Subscriptions());
    }
}
