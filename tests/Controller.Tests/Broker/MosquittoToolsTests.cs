using System.Diagnostics;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Knocks with Debian's mosquitto_sub and mosquitto_pub, as anybody could.</summary>
public sealed class MosquittoToolsTests(TownHost town) : IClassFixture<TownHost>, IDisposable
{
    private const string Own = "gw-620321104203";
    private const string Other = "gw-620321104204";
    private const string Area = "620321104000";

    private readonly string _folder = Directory.CreateTempSubdirectory("tools-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_certificate_nobody_gets_anywhere(bool tls)
    {
        await using var other = await ListeningOtherAsync();
        string[] trust = tls ? ["--cafile", town.Get<TownCertificateAuthority>().RootFile] : [];

        var heard = await RunAsync("mosquitto_sub", [.. Address(), .. trust, "-i", Own, "-t", "#", "-W", "2"]);
        var said = await RunAsync("mosquitto_pub", [.. Address(), .. trust, "-i", Own, "-t", Topics.AreaOrders(Area), "-m", "forged", "-q", "1"]);

        Assert.NotEqual(0, heard.ExitCode);
        Assert.Equal("", heard.Output);
        Assert.NotEqual(0, said.ExitCode);
        Assert.Equal([7], await NextOfAsync(other));
    }

    [Fact]
    public async Task A_certificate_of_a_gateway_opens_no_other_client_id()
    {
        await using var own = await FakeGateway.EnrolAsync(town, Own);

        var heard = await RunAsync("mosquitto_sub", [.. Address(), .. As(own, Other), "-t", Topics.GatewayOrders(Other), "-W", "2"]);

        Assert.NotEqual(0, heard.ExitCode);
        Assert.Equal("", heard.Output);
    }

    [Theory]
    [InlineData("#")]
    [InlineData("cb/1/#")]
    [InlineData("$SYS/#")]
    [InlineData("cb/1/gateway/" + Other + "/order")]
    [InlineData("cb/1/gateway/" + Other + "/configuration")]
    [InlineData("cb/1/gateway/+/state")]
    [InlineData("cb/1/stream/+")]
    public async Task With_a_gateway_s_certificate_other_topics_are_denied(string filter)
    {
        await using var own = await FakeGateway.EnrolAsync(town, Own);

        var heard = await RunAsync("mosquitto_sub", [.. Address(), .. As(own), "-t", filter, "-W", "5"]);

        Assert.Contains("denied", heard.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", heard.Output);
    }

    [Fact]
    public async Task With_a_gateway_s_certificate_its_own_orders_come_and_no_others()
    {
        await using var own = await FakeGateway.EnrolAsync(town, Own);
        var postman = town.Get<Postman>();
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Notice(string id) => _ = id == Own && connected.TrySetResult();
        postman.Connected += Notice;

        var hearing = RunAsync("mosquitto_sub",
            [.. Address(), .. As(own), "-t", "#", "-t", Topics.GatewayOrders(Other), "-t", Topics.GatewayOrders(Own), "-C", "1", "-W", "10", "-v"]);
        await connected.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        postman.Connected -= Notice;
        await postman.PublishAsync(Topics.GatewayOrders(Other), "for the other"u8.ToArray(), true, Stop);
        await postman.PublishAsync(Topics.GatewayOrders(Own), "for me"u8.ToArray(), true, Stop);

        Assert.Equal($"{Topics.GatewayOrders(Own)} for me\n", (await hearing).Output);
    }

    [Theory]
    [InlineData("cb/1/area/" + Area + "/order")]
    [InlineData("cb/1/gateway/" + Other + "/order")]
    [InlineData("cb/1/gateway/" + Own + "/state", "-r")]
    [InlineData("cb/1/gateway/" + Own + "/state", "--will-topic", "cb/1/gateway/" + Other + "/order", "--will-payload", "forged")]
    [InlineData("cb/1/gateway/" + Own + "/state", "-k", "3600")]
    public async Task With_a_gateway_s_certificate_orders_retained_messages_wills_and_long_keep_alives_reach_nobody(string topic, params string[] more)
    {
        await using var other = await ListeningOtherAsync();
        await using var own = await FakeGateway.EnrolAsync(town, Own);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Notice(string id) => _ = id == Own && ended.TrySetResult();
        town.Get<Postman>().Disconnected += Notice;

        var said = await RunAsync("mosquitto_pub", [.. Address(), .. As(own), "-t", topic, "-m", "forged", .. more]);

        // Whom the guard let in has been put out again before the next message is sent.
        await (said.ExitCode == 0 ? ended.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop) : Task.CompletedTask);
        town.Get<Postman>().Disconnected -= Notice;
        Assert.Equal([7], await NextOfAsync(other));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<FakeGateway> ListeningOtherAsync()
    {
        var other = await (await FakeGateway.EnrolAsync(town, Other)).ConnectAsync();
        await other.SubscribeAsync(Topics.GatewayOrders(Other));
        await other.SubscribeAsync(Topics.AreaOrders(Area));
        return other;
    }

    // What was passed on before would stand before it.
    private async Task<byte[]> NextOfAsync(FakeGateway gateway)
    {
        await town.Get<Postman>().PublishAsync(Topics.GatewayOrders(gateway.Id), new byte[] { 7 }, true, Stop);
        return (await gateway.NextAsync()).Payload;
    }

    private string[] Address() => ["-h", "localhost", "-p", $"{town.Get<Listening>().Mqtt.Port}"];

    private string[] As(FakeGateway gateway, string? clientId = null)
    {
        var (certificate, key) = gateway.WritePem(_folder);
        return ["--cafile", town.Get<TownCertificateAuthority>().RootFile, "--cert", certificate, "--key", key, "-i", clientId ?? gateway.Id];
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(Stop);
            var output = process.StandardOutput.ReadToEndAsync(Stop);

            // One that tries again and again has got nowhere.
            await process.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(15), Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var exitCode = process.HasExited ? process.ExitCode : -1;
            process.Kill();
            return (exitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }
}
