using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;
using MQTTnet;
using MQTTnet.Exceptions;

namespace CloudBroadcast.Attacks;

/// <summary>Somebody at the broker's and the enrolment's doors: without a certificate, with a stolen one, or with many hands.</summary>
public sealed class DoorAttacks(Siege siege) : IClassFixture<Siege>
{
    private const string Controller = "CN=CloudBroadcast controller";
    private const long LargestGrowth = 40L * 1024 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stolen_certificate_under_another_id()
    {
        using var client = new MqttClientFactory().CreateMqttClient();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => ConnectAsync(client, Siege.OtherVillage.GatewayId));

        // The gateway it was stolen from did not notice a thing.
        await siege.ReadyAsync();
    }

    [Theory]
    [InlineData("cb/1/gateway/{own}/order", false)]
    [InlineData("cb/1/gateway/{other}/state", false)]
    [InlineData("cb/1/gateway/{other}/order", false)]
    [InlineData("cb/1/area/620321104000/order", false)]
    [InlineData("cb/1/gateway/{own}/configuration", false)]
    [InlineData("cb/1/gateway/{own}/state", true)]
    public async Task Topic_outside_the_rights_and_retained_message_as_attack(string topic, bool retained)
    {
        await using var thief = await (await FakeGateway.EnrolAsync(siege.Town, Siege.OtherVillage.GatewayId)).ConnectAsync();
        await siege.BeginWatchAsync();
        var before = siege.Seen()!.RefusedOrders;

        await thief.PublishAsync(
            topic.Replace("{own}", Siege.OtherVillage.GatewayId, StringComparison.Ordinal).Replace("{other}", Siege.Village.GatewayId, StringComparison.Ordinal),
            [1, 2, 3], retain: retained);

        await thief.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        await siege.AssertSilentAsync();
        Assert.Equal(before, siege.Seen()!.RefusedOrders);
    }

    [Fact]
    public async Task Will_message_as_attack()
    {
        await using var thief = await FakeGateway.EnrolAsync(siege.Town, Siege.OtherVillage.GatewayId);

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => thief.ConnectAsync(
            options => options.WithWillTopic(Topics.GatewayOrders(Siege.Village.GatewayId)).WithWillPayload("play")));
    }

    [Fact]
    public async Task Revoked_certificate()
    {
        await using var thief = await (await FakeGateway.EnrolAsync(siege.Town, "gw-620321104205")).ConnectAsync();
        var since = Stopwatch.StartNew();
        using var answer = await siege.Http.PostAsJsonAsync("/api/gateways/gw-620321104205/revoke", new { reason = "被盗" }, Stop);
        answer.EnsureSuccessStatusCode();

        await thief.Gone.Task.WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => thief.ConnectAsync());
        TestContext.Current.SendDiagnosticMessage($"cut off after {since.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Code_reuse()
    {
        const string Id = "gw-620321104206";
        var code = await siege.CodeAsync(Id);
        var first = Directory.CreateTempSubdirectory("cloudbroadcast-first-").FullName;
        var second = Directory.CreateTempSubdirectory("cloudbroadcast-second-").FullName;
        try
        {
            var (good, said) = await siege.EnrolAsync(code, Path.Combine(first, "identity"));
            Assert.True(good == 0, said);

            var (bad, words) = await siege.EnrolAsync(code, Path.Combine(second, "identity"));

            Assert.Equal(2, bad);
            Assert.DoesNotContain('\n', words.TrimEnd());
            Assert.False(File.Exists(Path.Combine(second, "identity", "gateway.key")));
        }
        finally
        {
            Directory.Delete(first, recursive: true);
            Directory.Delete(second, recursive: true);
        }
    }

    [Fact]
    public async Task Announce_of_256_MB_fifty_times_before_and_after_login()
    {
        await using var gateway = await FakeGateway.EnrolAsync(siege.Town, "gw-620321104208");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var id = System.Text.Encoding.ASCII.GetBytes(gateway.Id);
        byte[] login = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 15, 0, (byte)id.Length, .. id];
        for (var time = 0; time < 50; time++)
        {
            await using var tls = await TlsAsync(gateway.Certificate);
            await tls.WriteAsync(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0x7F }, Stop);
            Assert.True(await IsClosedAsync(tls));

            await using var known = await TlsAsync(gateway.Certificate);
            await known.WriteAsync(login, Stop);
            var answer = new byte[4];
            await known.ReadExactlyAsync(answer, Stop);
            Assert.Equal([0x20, 2, 0, 0], answer);
            await known.WriteAsync(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0x7F }, Stop);
            Assert.True(await IsClosedAsync(known));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, LargestGrowth);
        await siege.ReadyAsync();
    }

    [Fact]
    public async Task Slow_handshake_and_flood_of_connections()
    {
        var sockets = new List<TcpClient>();
        var open = new List<TcpClient>();
        try
        {
            for (var each = 0; each < 300; each++)
            {
                var client = new TcpClient();
                sockets.Add(client);
                try
                {
                    await client.ConnectAsync(siege.Town.Get<Listening>().Mqtt, Stop);
                }
                catch (SocketException)
                {
                    // Turned away as fast as that.
                    continue;
                }

                open.Add(client);
            }

            // None of them says a word: each is closed by the handshake's time-out or turned away at once.
            foreach (var client in open)
            {
                Assert.True(await IsClosedAsync(client.GetStream()));
            }

            await using var late = await (await FakeGateway.EnrolAsync(siege.Town, "gw-620321104209")).ConnectAsync();
            Assert.Contains(Siege.Village.GatewayId, siege.Town.Get<Postman>().ConnectedGateways);
        }
        finally
        {
            sockets.ForEach(client => client.Dispose());
        }
    }

    // With the files of the agent itself.
    private async Task ConnectAsync(IMqttClient client, string clientId)
    {
        var endPoint = siege.Town.Get<Listening>().Mqtt;
        using var pem = X509Certificate2.CreateFromPemFile(Path.Combine(siege.Identity, "gateway.crt"), Path.Combine(siege.Identity, "gateway.key"));
        using var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var result = await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer(endPoint.Address.ToString(), endPoint.Port).WithClientId(clientId).WithCleanSession()
                .WithKeepAlivePeriod(TimeSpan.FromSeconds(15))
                .WithTlsOptions(tls => tls.UseTls().WithClientCertificates([certificate]).WithCertificateValidationHandler(server => server.Certificate.Subject == Controller)).Build(),
            Stop);
        if (result.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new MqttCommunicationException($"Refused: {result.ResultCode}");
        }
    }

    private async Task<SslStream> TlsAsync(X509Certificate2 certificate)
    {
        var client = new TcpClient();
        await client.ConnectAsync(siege.Town.Get<Listening>().Mqtt, Stop);
        var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, server, _, _) => server?.Subject == Controller);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", ClientCertificates = [certificate] }, Stop);
        return tls;
    }

    private static async Task<bool> IsClosedAsync(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[256], Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(15), Stop) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
