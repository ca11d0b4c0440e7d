using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;
using MQTTnet;
using MQTTnet.Exceptions;

namespace CloudBroadcast.Controller.Broker;

public class BrokerTests(TownHost town) : IClassFixture<TownHost>
{
    private const string Village = "620321104203";
    private const string Own = "gw-" + Village;
    private const string Other = "gw-620321104204";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certified_gateway_connects_and_is_named_while_it_stays()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, "gw-620321104205");
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        town.Get<Postman>().Disconnected += id => _ = id == gateway.Id && ended.TrySetResult(id);

        // The session is known before its first packet is answered.
        await gateway.ConnectAsync();
        await gateway.SubscribeAsync(Topics.GatewayOrders(gateway.Id));
        Assert.Contains(gateway.Id, town.Get<Postman>().ConnectedGateways);

        await gateway.Client.DisconnectAsync(cancellationToken: Stop);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.DoesNotContain(gateway.Id, town.Get<Postman>().ConnectedGateways);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("foreign authority")]
    [InlineData("expired")]
    [InlineData("no client certificate")]
    public async Task A_connection_without_a_certificate_of_the_town_in_force_is_refused(string which)
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, "gw-620321104206");
        var now = TimeProvider.System.GetUtcNow();
        gateway.Certificate = which switch
        {
            "foreign authority" => gateway.CertifiedBy(request => Foreign(request, now)),
            "expired" => gateway.CertifiedBy(request => ByTheTown(request, now.AddHours(-2), now.AddHours(-1), "1.3.6.1.5.5.7.3.2")),
            "no client certificate" => gateway.CertifiedBy(request => ByTheTown(request, now.AddHours(-1), now.AddHours(1), "1.3.6.1.5.5.7.3.1")),
            _ => gateway.Certificate,
        };

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => gateway.ConnectAsync(options =>
        {
            if (which == "none")
            {
                options.WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(_ => true));
            }
        }));
    }

    [Fact]
    public async Task A_certificate_of_the_town_in_force_with_the_gateway_s_key_is_taken()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, "gw-620321104206");
        var now = TimeProvider.System.GetUtcNow();
        gateway.Certificate = gateway.CertifiedBy(request => ByTheTown(request, now.AddHours(-1), now.AddHours(1), "1.3.6.1.5.5.7.3.2"));

        await gateway.ConnectAsync();

        Assert.True(gateway.Client.IsConnected);
    }

    [Fact]
    public async Task An_earlier_certificate_counts_no_more_once_a_newer_one_is_issued()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, "gw-620321104207");
        await using var newer = await FakeGateway.EnrolAsync(town, "gw-620321104207");

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => gateway.ConnectAsync());
        await newer.ConnectAsync();
    }

    [Theory]
    [InlineData(Other)]
    [InlineData("#controller")]
    [InlineData(Own + "\n")]
    [InlineData(Own + "/../x")]
    [InlineData("")]
    public async Task A_client_id_that_the_certificate_does_not_name_is_refused(string clientId)
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => gateway.ConnectAsync(clientId: clientId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(61)]
    public async Task A_keep_alive_out_of_range_is_refused(int seconds)
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(
            () => gateway.ConnectAsync(options => options.WithKeepAlivePeriod(TimeSpan.FromSeconds(seconds))));
    }

    [Fact]
    public async Task A_session_that_shall_persist_is_refused()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => gateway.ConnectAsync(options => options.WithCleanSession(false)));
    }

    [Fact]
    public async Task A_will_is_refused()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => gateway.ConnectAsync(
            options => options.WithWillTopic(Topics.GatewayState(Own)).WithWillPayload("gone")));
    }

    [Theory]
    [InlineData("cb/1/gateway/" + Own + "/order", true)]
    [InlineData("cb/1/gateway/" + Own + "/clock/answer", true)]
    [InlineData("cb/1/gateway/" + Own + "/configuration", true)]
    [InlineData("cb/1/gateway/" + Other + "/configuration", false)]
    [InlineData("cb/1/area/620321104203/order", true)]
    [InlineData("cb/1/area/620321104000/order", true)]
    [InlineData("cb/1/area/620000000000/order", true)]
    [InlineData("cb/1/stream/0192a1b2c3d4e5f60718293a4b5c6d02", false)]
    [InlineData("cb/1/gateway/" + Other + "/order", false)]
    [InlineData("cb/1/gateway/" + Own + "/state", false)]
    [InlineData("cb/1/gateway/+/order", false)]
    [InlineData("cb/1/area/620321104204/order", false)]
    [InlineData("cb/1/area/62032110420301/order", false)]
    [InlineData("cb/1/area/000000000000/order", false)]
    [InlineData("cb/1/area/+/order", false)]
    [InlineData("cb/1/stream/+", false)]
    [InlineData("cb/1/stream/0192A1B2C3D4E5F60718293A4B5C6D02", false)]
    [InlineData("$share/g/cb/1/gateway/" + Own + "/order", false)]
    [InlineData("#", false)]
    [InlineData("$SYS/#", false)]
    public async Task A_gateway_hears_its_own_topics_and_no_others(string filter, bool allowed)
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();

        var result = await gateway.SubscribeAsync(filter);

        Assert.Equal(allowed, result is MqttClientSubscribeResultCode.GrantedQoS0);
    }

    [Theory]
    [InlineData("cb/1/gateway/" + Other + "/state")]
    [InlineData("cb/1/gateway/" + Own + "/order")]
    [InlineData("cb/1/gateway/" + Own + "/clock/answer")]
    [InlineData("cb/1/gateway/" + Own + "/configuration")]
    [InlineData("cb/1/area/620321104000/order")]
    [InlineData("cb/1/stream/0192a1b2c3d4e5f60718293a4b5c6d02")]
    public async Task Who_publishes_to_a_foreign_topic_is_disconnected_and_nobody_hears_it(string topic)
    {
        await using var other = await (await FakeGateway.EnrolAsync(town, Other)).ConnectAsync();
        await other.SubscribeAsync("cb/1/area/620321104000/order");
        town.Get<Postman>().OpenStream(Guid.Parse("0192a1b2c3d4e5f60718293a4b5c6d02"), [Other]);
        await other.SubscribeAsync("cb/1/stream/0192a1b2c3d4e5f60718293a4b5c6d02");
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();

        await gateway.PublishAsync(topic, [1]);
        await gateway.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);

        // What is sent later comes later: had the foreign message been passed on, it would stand before this one.
        await town.Get<Postman>().PublishAsync(Topics.AreaOrders("620321104000"), new byte[] { 7 }, true, Stop);
        Assert.Equal([7], (await other.NextAsync()).Payload);
        Assert.False(other.HasMore);
    }

    [Fact]
    public async Task A_retained_message_is_refused()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();

        await gateway.PublishAsync(Topics.GatewayState(Own), [1], retain: true);

        await gateway.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
    }

    [Fact]
    public async Task A_gateway_that_floods_is_disconnected()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (var index = 0; index < 10_000; index++)
            {
                await gateway.PublishAsync(Topics.GatewayReport(Own), [1], atLeastOnce: true);
            }
        });
        await gateway.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0 })]
    [InlineData(new byte[] { 0x82, 6, 0, 1, 0, 1, 0x61, 0 })]
    public async Task A_gateway_that_floods_with_pings_or_subscriptions_is_disconnected(byte[] packet)
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);
        await using var tls = await OpenAsync(town, gateway);
        await tls.WriteAsync(Connect(Own), Stop);
        await tls.ReadExactlyAsync(new byte[4], Stop);

        await tls.WriteAsync(Enumerable.Repeat(packet, 1_000).SelectMany(bytes => bytes).ToArray(), Stop);

        Assert.True(await IsClosedAsync(tls));
    }

    [Fact]
    public async Task A_gateway_that_announces_256_MB_in_its_session_is_disconnected()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);
        await using var tls = await OpenAsync(town, gateway);
        await tls.WriteAsync(Connect(Own), Stop);
        await tls.ReadExactlyAsync(new byte[4], Stop);

        await tls.WriteAsync(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0x7F }, Stop);

        Assert.True(await IsClosedAsync(tls));
    }

    private static byte[] Connect(string clientId) =>
        [0x10, (byte)(12 + clientId.Length), 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 15, 0, (byte)clientId.Length, .. System.Text.Encoding.ASCII.GetBytes(clientId)];

    [Fact]
    public async Task What_a_gateway_sends_comes_to_the_postman_with_its_name()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();
        var came = new TaskCompletionSource<(string, string, byte[])>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<string, string, ReadOnlyMemory<byte>, Task> take = (id, leaf, payload) =>
        {
            came.TrySetResult((id, leaf, payload.ToArray()));
            return Task.CompletedTask;
        };
        town.Get<Postman>().Received += take;

        await gateway.PublishAsync(Topics.GatewayReport(Own), [1, 2, 3], atLeastOnce: true);

        var (id, leaf, payload) = await came.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        town.Get<Postman>().Received -= take;
        Assert.Equal((Own, "report"), (id, leaf));
        Assert.Equal([1, 2, 3], payload);
    }

    [Fact]
    public async Task What_is_published_as_soon_as_a_gateway_is_told_of_arrives()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, "gw-620321104210");
        var postman = town.Get<Postman>();
        postman.Connected += id => _ = id == gateway.Id ? postman.PublishAsync(Topics.GatewayOrders(id), new byte[] { 5 }, true, Stop) : null;

        await gateway.ConnectAsync();
        await gateway.SubscribeAsync(Topics.GatewayOrders(gateway.Id));

        Assert.Equal([5], (await gateway.NextAsync()).Payload);
    }

    [Fact]
    public async Task A_bundle_reaches_every_gateway_that_subscribed_to_its_stream_and_no_other()
    {
        var stream = Guid.NewGuid();
        town.Get<Postman>().OpenStream(stream, [Own, Other, "gw-620321104208"]);
        await using var first = await (await FakeGateway.EnrolAsync(town, Own)).ConnectAsync();
        await using var second = await (await FakeGateway.EnrolAsync(town, Other)).ConnectAsync();
        await using var third = await (await FakeGateway.EnrolAsync(town, "gw-620321104208")).ConnectAsync();
        await first.SubscribeAsync(Topics.Stream(stream));
        await second.SubscribeAsync(Topics.Stream(stream));
        await third.SubscribeAsync(Topics.AreaOrders("620321104000"));

        for (byte index = 0; index < 50; index++)
        {
            town.Get<Postman>().PublishStream(stream, new[] { index });
        }

        await town.Get<Postman>().PublishAsync(Topics.AreaOrders("620321104000"), new byte[] { 99 }, true, Stop);
        foreach (var gateway in new[] { first, second })
        {
            for (byte index = 0; index < 50; index++)
            {
                var (topic, payload) = await gateway.NextAsync();
                Assert.Equal(Topics.Stream(stream), topic);
                Assert.Equal([index], payload);
            }
        }

        Assert.Equal([99], (await third.NextAsync()).Payload);
    }

    [Fact]
    public async Task Five_bytes_that_announce_256_MB_are_answered_with_the_end_of_the_connection()
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);
        await using var tls = await OpenAsync(town, gateway);

        await tls.WriteAsync(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0x7F }, Stop);

        Assert.True(await IsClosedAsync(tls));
    }

    [Theory]
    [InlineData(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x30, 0x03, 0x00, 0x01, 0x61 })]
    [InlineData(new byte[] { 0xC0, 0x00 })]
    public async Task A_first_packet_that_is_no_short_connect_ends_the_connection(byte[] packet)
    {
        await using var gateway = await FakeGateway.EnrolAsync(town, Own);
        await using var tls = await OpenAsync(town, gateway);

        await tls.WriteAsync(packet, Stop);

        Assert.True(await IsClosedAsync(tls));
    }

    [Fact]
    public async Task Plain_TCP_is_not_spoken()
    {
        town.Start();
        using var client = new TcpClient();
        await client.ConnectAsync(town.Get<Listening>().Mqtt, Stop);
        await client.GetStream().WriteAsync(new byte[] { 0x10, 0x0C, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 15, 0, 0 }, Stop);

        Assert.True(await IsClosedAsync(client.GetStream()));
    }

    internal static async Task<SslStream> OpenAsync(TownHost town, FakeGateway gateway)
    {
        var client = new TcpClient();
        await client.ConnectAsync(town.Get<Listening>().Mqtt, Stop);
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, server, _, _) => server?.Subject == "CN=CloudBroadcast controller");
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = [gateway.Certificate] }, Stop);
        return tls;
    }

    // A refusal of TLS or MQTT may be told before the end; a CONNACK may not.
    internal static async Task<bool> IsClosedAsync(Stream stream)
    {
        var buffer = new byte[256];
        try
        {
            while (await stream.ReadAsync(buffer, Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Stop) > 0)
            {
                Assert.NotEqual(0x20, buffer[0]);
            }
        }
        catch (IOException)
        {
            return true;
        }

        return true;
    }

    private static X509Certificate2 Foreign(CertificateRequest request, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=CloudBroadcast town authority", key, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        using var authority = root.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        return request.Create(authority, now.AddHours(-1), now.AddHours(1), [1]);
    }

    private X509Certificate2 ByTheTown(CertificateRequest request, DateTimeOffset from, DateTimeOffset until, string usage)
    {
        var folder = Path.Combine(town.DataFolder, "keys");
        using var authority = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "ca.crt"), Path.Combine(folder, "ca.key"));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        return request.Create(authority, from, until, [2]);
    }
}
