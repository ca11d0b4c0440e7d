using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broker;

public class BrokerLifeTests
{
    private const string Id = "gw-620321104203";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_does_not_read_is_disconnected_once_its_queue_is_full()
    {
        await using var town = new TownHost { Settings = { ["Broker:MaxWaitingMessages"] = "20" } };
        await using var deaf = await FakeGateway.EnrolAsync(town, Id);
        await using var tls = await ConnectAndSubscribeAsync(town, deaf, Topics.GatewayOrders(Id));
        await using var other = await (await FakeGateway.EnrolAsync(town, "gw-620321104204")).ConnectAsync();
        await other.SubscribeAsync(Topics.AreaOrders("620321104000"));
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        town.Get<Postman>().Disconnected += id => _ = id == Id && gone.TrySetResult();

        // 64 KiB at a time fills the socket's and the pipe's buffers long before 1,000 of them.
        var big = new byte[64 * 1024];
        for (var index = 0; index < 1_000 && !gone.Task.IsCompleted; index++)
        {
            await town.Get<Postman>().PublishAsync(Topics.GatewayOrders(Id), big, false, Stop);
        }

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        await town.Get<Postman>().PublishAsync(Topics.AreaOrders("620321104000"), new byte[] { 7 }, true, Stop);
        Assert.Equal([7], (await other.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_gateway_that_does_not_read_its_stream_goes_without_and_is_cut_and_the_others_hear_it_whole()
    {
        await using var town = new TownHost { Settings = { ["Broker:MaxWaitingStreamBytes"] = "16384", ["Broker:MaxFullTime"] = "00:00:01" } };
        var stream = Guid.NewGuid();
        var postman = town.Get<Postman>();
        postman.OpenStream(stream, [Id, "gw-620321104204"]);
        await using var deaf = await FakeGateway.EnrolAsync(town, Id);
        await using var tls = await ConnectAndSubscribeAsync(town, deaf, Topics.Stream(stream));
        await using var other = await (await FakeGateway.EnrolAsync(town, "gw-620321104204")).ConnectAsync();
        await other.SubscribeAsync(Topics.Stream(stream));
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        postman.Disconnected += id => _ = id == Id && gone.TrySetResult();

        for (var bundle = 0; !gone.Task.IsCompleted; bundle++)
        {
            // The other reads each before the next leaves: what it misses is missing.
            postman.PublishStream(stream, new byte[8_000].Select(_ => (byte)(bundle % 251)).ToArray());
            Assert.Equal((byte)(bundle % 251), (await other.NextAsync()).Payload[0]);
        }

        Assert.Equal(1, town.Get<BrokerCounts>().CutConnections);
        Assert.True(town.Get<BrokerCounts>().SkippedBundles > 0);
    }

    [Fact]
    public async Task The_host_stops_at_once_with_gateways_connected()
    {
        var town = new TownHost();
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Id)).ConnectAsync();

        await town.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), Stop);

        await gateway.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
    }

    [Fact]
    public async Task The_ready_file_says_where_everything_is()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("ready-").FullName, "ready.json");
        await using var town = new TownHost { Settings = { ["ready-file"] = file } };
        town.Start();

        var ready = JsonSerializer.Deserialize<ReadyFile>(await File.ReadAllTextAsync(file, Stop), JsonSerializerOptions.Web);

        Assert.Equal(town.Get<Listening>().Http.ToString().TrimEnd('/'), ready?.Http);
        Assert.Equal(town.Get<Listening>().Mqtt.ToString(), ready?.Mqtt);
        Assert.True(File.Exists(ready?.CertificateAuthority));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    // By hand, since a client library would read.
    private static async Task<SslStream> ConnectAndSubscribeAsync(TownHost town, FakeGateway gateway, string topic)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(town.Get<Listening>().Mqtt, Stop);
        var tls = new SslStream(client.GetStream(), false, (_, server, _, _) => server?.Subject == "CN=CloudBroadcast controller");
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = [gateway.Certificate] }, Stop);
        await tls.WriteAsync(Packet(0x10, [.. Text("MQTT"), 4, 2, 0, 60, .. Text(Id)]), Stop);
        await tls.WriteAsync(Packet(0x82, [0, 1, .. Text(topic), 0]), Stop);
        var answer = new byte[9];
        await tls.ReadExactlyAsync(answer, Stop);
        Assert.Equal([0x20, 2, 0, 0, 0x90, 3, 0, 1, 0], answer);
        return tls;
    }

    private static byte[] Packet(byte head, byte[] body) => [head, (byte)body.Length, .. body];

    private static byte[] Text(string text)
    {
        var bytes = new byte[2 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(2));
        return bytes;
    }
}
