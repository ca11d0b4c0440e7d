using System.Net;
using System.Net.Sockets;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broker;

public class FloodTests
{
    private const string Id = "gw-620321104203";
    private const string Newcomer = "gw-620321104204";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_silent_connections_from_one_address_leaves_the_gateways_their_sessions()
    {
        await using var town = new TownHost { Settings = { ["Broker:MaxStrangersPerAddress"] = "5" } };
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Id)).ConnectAsync();
        await gateway.SubscribeAsync(Topics.GatewayOrders(Id));
        var flood = Enumerable.Range(0, 30).Select(_ => new TcpClient()).ToList();

        // Those beyond the limit are closed at once, long before a handshake would be over.
        var ends = flood.Select(client => EndAsync(client, town.Get<Listening>().Mqtt)).ToList();
        for (var count = 0; count < 25; count++)
        {
            ends.Remove(await Task.WhenAny(ends).WaitAsync(TimeSpan.FromSeconds(4), Stop));
        }

        Assert.Equal(25, town.Get<BrokerCounts>().TurnedAwayConnections);
        await town.Get<Postman>().PublishAsync(Topics.GatewayOrders(Id), new byte[] { 7 }, true, Stop);
        Assert.Equal([7], (await gateway.NextAsync()).Payload);
        flood.ForEach(client => client.Dispose());
    }

    private static async Task EndAsync(TcpClient client, IPEndPoint broker)
    {
        try
        {
            await client.ConnectAsync(broker, Stop);
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Stop));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            // A reset is an end, too.
        }
    }

    [Fact]
    public async Task A_gateway_that_has_said_who_it_is_takes_no_stranger_s_place()
    {
        await using var town = new TownHost { Settings = { ["Broker:MaxStrangersPerAddress"] = "1" } };
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Id)).ConnectAsync();
        await using var newcomer = await (await FakeGateway.EnrolAsync(town, Newcomer)).ConnectAsync();

        Assert.True(gateway.Client.IsConnected && newcomer.Client.IsConnected);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x16, 0x03, 0x01, 0x02 })]
    public async Task Who_does_not_get_on_with_the_handshake_is_cut_off(byte[] beginning)
    {
        await using var town = new TownHost { Settings = { ["Broker:HandshakeTimeout"] = "00:00:01" } };
        town.Start();
        using var client = new TcpClient();
        await client.ConnectAsync(town.Get<Listening>().Mqtt, Stop);

        await client.GetStream().WriteAsync(beginning, Stop);

        Assert.True(await BrokerTests.IsClosedAsync(client.GetStream()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Who_does_not_get_on_with_its_first_packet_is_cut_off(int bytes)
    {
        await using var town = new TownHost { Settings = { ["Broker:HandshakeTimeout"] = "00:00:01" } };
        await using var gateway = await FakeGateway.EnrolAsync(town, Id);
        await using var tls = await BrokerTests.OpenAsync(town, gateway);

        await tls.WriteAsync(new byte[] { 0x10, 40, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4 }.AsMemory(0, bytes), Stop);

        Assert.True(await BrokerTests.IsClosedAsync(tls));
    }

    [Fact]
    public async Task A_second_connection_with_the_same_certificate_ends_the_first_and_is_counted()
    {
        await using var town = new TownHost();
        await using var first = await (await FakeGateway.EnrolAsync(town, Id)).ConnectAsync();
        var stolen = first.Copy();

        await using var second = await stolen.ConnectAsync();

        await first.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.Equal(1, town.Get<BrokerCounts>().TakenOverSessions);
        Assert.Contains(Id, town.Get<Postman>().ConnectedGateways);
        await second.SubscribeAsync(Topics.GatewayOrders(Id));
        await town.Get<Postman>().PublishAsync(Topics.GatewayOrders(Id), new byte[] { 7 }, true, Stop);
        Assert.Equal([7], (await second.NextAsync()).Payload);
    }

    [Fact]
    public async Task Fifty_announcements_of_256_MB_cost_no_memory()
    {
        await using var town = new TownHost();
        await using var gateway = await FakeGateway.EnrolAsync(town, Id);
        var before = GC.GetTotalAllocatedBytes();

        for (var index = 0; index < 50; index++)
        {
            await using var tls = await BrokerTests.OpenAsync(town, gateway);
            await tls.WriteAsync(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0x7F }, Stop);
            Assert.True(await BrokerTests.IsClosedAsync(tls));
        }

        // Both ends of fifty TLS connections are in it.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
    }
}
