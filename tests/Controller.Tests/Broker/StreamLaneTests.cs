using CloudBroadcast.Protocol;
using MQTTnet;
using MQTTnet.Formatter;

namespace CloudBroadcast.Controller.Broker;

public class StreamLaneTests(TownHost town) : IClassFixture<TownHost>
{
    private const string Own = "gw-620321104203";
    private const string Other = "gw-620321104204";
    private readonly Guid _stream = Guid.NewGuid();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_hears_the_streams_it_is_addressed_by_and_no_others()
    {
        await using var own = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();
        await using var other = await (await FakeGateway.EnrolAsync(town, Other)).ConnectAsync();
        var postman = town.Get<Postman>();
        postman.OpenStream(_stream, [Own]);

        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS0, await own.SubscribeAsync(Topics.Stream(_stream)));
        Assert.NotEqual(MqttClientSubscribeResultCode.GrantedQoS0, await other.SubscribeAsync(Topics.Stream(_stream)));
        await other.SubscribeAsync(Topics.GatewayOrders(Other));
        postman.PublishStream(_stream, new byte[] { 1 });
        await postman.PublishAsync(Topics.GatewayOrders(Other), new byte[] { 2 }, true, Stop);

        Assert.Equal([1], (await own.NextAsync()).Payload);
        Assert.Equal([2], (await other.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_stream_that_has_ended_can_be_heard_and_asked_for_no_more()
    {
        await using var own = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();
        await own.SubscribeAsync(Topics.GatewayOrders(Own));
        var postman = town.Get<Postman>();
        postman.OpenStream(_stream, [Own]);
        await own.SubscribeAsync(Topics.Stream(_stream));

        postman.CloseStream(_stream);
        postman.PublishStream(_stream, new byte[] { 1 });
        await postman.PublishAsync(Topics.GatewayOrders(Own), new byte[] { 2 }, true, Stop);

        Assert.Equal([2], (await own.NextAsync()).Payload);
        Assert.NotEqual(MqttClientSubscribeResultCode.GrantedQoS0, await own.SubscribeAsync(Topics.Stream(_stream)));
    }

    [Fact]
    public async Task A_gateway_that_an_order_no_longer_addresses_stops_hearing_its_stream()
    {
        await using var own = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();
        await using var other = await (await FakeGateway.EnrolAsync(town, Other)).ConnectAsync();
        await own.SubscribeAsync(Topics.GatewayOrders(Own));
        var postman = town.Get<Postman>();
        postman.OpenStream(_stream, [Own, Other]);
        await own.SubscribeAsync(Topics.Stream(_stream));
        await other.SubscribeAsync(Topics.Stream(_stream));

        postman.OpenStream(_stream, [Other]);
        postman.PublishStream(_stream, new byte[] { 1 });
        await postman.PublishAsync(Topics.GatewayOrders(Own), new byte[] { 2 }, true, Stop);

        Assert.Equal([1], (await other.NextAsync()).Payload);
        Assert.Equal([2], (await own.NextAsync()).Payload);
    }

    [Fact]
    public async Task Who_unsubscribes_hears_nothing_more()
    {
        await using var own = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();
        await own.SubscribeAsync(Topics.GatewayOrders(Own));
        var postman = town.Get<Postman>();
        postman.OpenStream(_stream, [Own]);
        await own.SubscribeAsync(Topics.Stream(_stream));
        await own.Client.UnsubscribeAsync(Topics.Stream(_stream), Stop);

        postman.PublishStream(_stream, new byte[] { 1 });
        await postman.PublishAsync(Topics.GatewayOrders(Own), new byte[] { 2 }, true, Stop);

        Assert.Equal([2], (await own.NextAsync()).Payload);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311, 1)]
    [InlineData(MqttProtocolVersion.V311, 200)]
    [InlineData(MqttProtocolVersion.V500, 1)]
    [InlineData(MqttProtocolVersion.V500, 200)]
    [InlineData(MqttProtocolVersion.V500, 20_000)]
    public async Task Both_versions_of_MQTT_read_the_frames_of_the_lane_between_orders(MqttProtocolVersion version, int length)
    {
        await using var own = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync(options => options.WithProtocolVersion(version));
        await own.SubscribeAsync(Topics.GatewayOrders(Own));
        var postman = town.Get<Postman>();
        postman.OpenStream(_stream, [Own]);
        await own.SubscribeAsync(Topics.Stream(_stream));
        var bundle = Enumerable.Range(0, length).Select(index => (byte)(index % 251)).ToArray();
        var order = new byte[1_000];

        // Less in all than the connection takes without a reader, so that none may be left out.
        var rounds = Math.Min(20, 60_000 / length);
        for (var index = 0; index < rounds; index++)
        {
            await Task.WhenAll(
                Task.Run(() => postman.PublishStream(_stream, bundle), Stop),
                postman.PublishAsync(Topics.GatewayOrders(Own), order, true, Stop));
        }

        var came = new List<byte[]>();
        while (came.Count < 2 * rounds)
        {
            came.Add((await own.NextAsync()).Payload);
        }

        Assert.Equal(rounds, came.Count(payload => payload.SequenceEqual(bundle)));
        Assert.Equal(rounds, came.Count(payload => payload.SequenceEqual(order)));
    }
}
