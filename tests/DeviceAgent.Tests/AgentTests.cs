using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CloudBroadcast.DeviceAgent.Enrolment;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent;

public sealed class AgentTests : IDisposable
{
    // As it ships, from its own output: beside the tests it would miss what their web framework brings along.
    internal static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "DeviceAgent", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "CloudBroadcast.DeviceAgent.dll"));

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("gateway.crt")]
    [InlineData("gateway.key")]
    [InlineData("configuration.cose")]
    public async Task A_missing_file_is_named_with_what_to_do(string name)
    {
        WriteFiles();
        File.Delete(_folder.File(name));

        await AssertUnfitAsync(Settings(8883), $"{_folder.File(name)}: no such file; ");
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("gateway.crt")]
    [InlineData("gateway.key")]
    [InlineData("configuration.cose")]
    public async Task A_file_of_rubbish_is_named_with_what_to_do(string name)
    {
        WriteFiles();
        await File.WriteAllTextAsync(_folder.File(name), "rubbish", TestContext.Current.CancellationToken);

        await AssertUnfitAsync(Settings(8883), $"{_folder.File(name)}: ");
    }

    [Fact]
    public async Task Without_an_address_the_one_of_the_enrolment_is_needed()
    {
        WriteFiles();

        await AssertUnfitAsync(
            [.. Settings(8883).Where(setting => !setting.StartsWith("--Link:Port", StringComparison.Ordinal))],
            $"{_folder.File("controller.json")}: no such file; ",
            "enroll");
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_not_used()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        WriteFiles();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File("gateway.key"), (UnixFileMode)0b110_100_000);
        }

        await AssertUnfitAsync(Settings(8883), "mode 0640", "chmod 600");
    }

    [Theory]
    [InlineData("Link:GatewayId", "gw-1", "GatewayId", "nearest")]
    [InlineData("Link:Port", "70000", "Port", "65535")]
    [InlineData("Link:Controler", "x", "Controler", "")]
    [InlineData("Lnk:Controller", "x", "'Lnk'", "Playback")]
    [InlineData("Amplifier:WarmUp", "5", "WarmUp", "")]
    public async Task An_unfit_setting_is_named_with_what_is_allowed(string name, string value, string named, string allowed)
    {
        WriteFiles();

        await AssertUnfitAsync([.. Settings(8883), $"--{name}={value}"], named, allowed);
    }

    [Fact]
    public async Task Enrolment_is_asked_for_on_the_same_command_line()
    {
        await AssertUnfitAsync(["enroll"], "https://HOST:PORT CODE");
        await AssertUnfitAsync(["enroll", "https://localhost:1", "K7QF"], "'K7QF'", "six groups of four");
    }

    [Fact]
    public async Task A_machine_that_was_enrolled_runs_from_its_folder_alone()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        await using var enroller = await FakeEnroller.StartAsync(_authority, _authority.Server());
        enroller.Key = controller.Key;
        enroller.Change = answer => answer with { MqttPort = controller.Port };
        using (var enrolment = Start(
            "enroll", $"https://localhost:{enroller.Port}", $"{enroller.Code}", "--folder", _folder.File("identity"), "--store", _folder.File("store")))
        {
            await enrolment.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal("", await enrolment.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        using var key = SigningKey.FromPem(await File.ReadAllTextAsync(_folder.File("identity/gateway.key"), TestContext.Current.CancellationToken));
        using var keys = new TrustedKeys();
        keys.Add(key.PublicKey);
        using var agent = Start($"--Link:Folder={_folder.File("identity")}", $"--Store:Folder={_folder.File("store")}", "--Playback:Sink=wav");

        var state = await HeardAsync<GatewayState>(controller, keys, DocumentKind.State, state => state.ClockOffsetUs is not null);

        Assert.Equal((Orders.Gateway, 1), (state.Gateway, state.ConfigurationRevision));
        agent.Kill();
    }

    [Fact]
    public async Task A_configuration_file_that_is_missing_or_broken_is_named()
    {
        await AssertUnfitAsync(["--config", _folder.File("none.json")], "none.json");
        await File.WriteAllTextAsync(_folder.File("broken.json"), "{ \"Link\": ", TestContext.Current.CancellationToken);
        await AssertUnfitAsync(["--config", _folder.File("broken.json")], "broken.json");
        await AssertUnfitAsync(["--whatever"], "--whatever");
    }

    [Fact]
    public async Task All_unfit_settings_are_named_at_once_one_a_line_before_anything_else()
    {
        using var agent = Start("run", "--Amplifier:WarmUp=5", "--Amplifier:Zone=3", "--Playbak:Sink=wav");
        var error = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, agent.ExitCode);
        Assert.Equal(3, error.TrimEnd('\n').Split('\n').Length);
        Assert.All(["Amplifier:WarmUp is '5'", "the nearest is Amplifier:Zones", "the nearest is Playback"], said => Assert.Contains(said, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_that_is_no_command_is_answered_with_the_nearest()
    {
        await AssertUnfitAsync(["stauts"], "'stauts'", "the nearest is status", "test-relay");
        await AssertUnfitAsync(["run", "now"], "'now' is too much", "cloudbroadcast-agent run");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("status", "--help")]
    public async Task Help_shows_each_command_and_ends_well(params string[] arguments)
    {
        using var agent = Start(arguments);
        var said = await agent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, agent.ExitCode);
        string[] expected = arguments.Length > 1 ? ["status"] : ["enroll", "run", "status", "test-relay", "test-sound", "journal"];
        Assert.Equal(expected, said.Split('\n').Where(line => line.StartsWith("cloudbroadcast-agent ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1].TrimEnd()).Where(word => word[0] != '-'));
    }

    [Fact]
    public async Task A_broker_that_floods_it_finds_its_memory_flat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        using var key = SigningKey.Create();
        _authority.WriteFiles(_folder.Name, Orders.Gateway, key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var agent = Start(Settings(((IPEndPoint)listener.LocalEndpoint).Port));
        using var certificate = _authority.Server();
        await using var line = await FakeBroker.AcceptAsync(listener, certificate);
        await line.TakeSubscriptionsAsync();
        var before = ResidentMegabytes(agent);

        // What takes long to be refused: a signature by the right key, of something else.
        var rubbish = SignedDocument.Sign(DocumentKind.Report, new byte[300], key);
        var sent = await line.FloodAsync(Topics.GatewayOrders(Orders.Gateway), rubbish, TimeSpan.FromSeconds(4));

        var after = ResidentMegabytes(agent);
        TestContext.Current.TestOutputHelper?.WriteLine($"{before} MB before, {after} MB after {sent} messages");
        Assert.False(agent.HasExited);
        Assert.InRange(after - before, -100, 100);
        agent.Kill();
    }

    [Fact]
    public async Task Asked_to_end_on_air_it_fades_reports_and_is_gone_within_three_seconds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no TERM.");
        await using var controller = await FakeController.StartAsync(_authority);
        var publicKey = _authority.WriteFiles(_folder.Name, Orders.Gateway, controller.Key);
        using var keys = new TrustedKeys();
        keys.Add(publicKey);
        using var agent = Start(Settings(controller.Port));
        await HeardAsync<GatewayState>(controller, keys, DocumentKind.State, state => state.ClockOffsetUs is not null);
        var order = OrderSoon();
        await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), OrderCodec.Sign(order, controller.Key));
        await controller.SubscribedAsync(Topics.Stream(order.Play!.StreamId));
        await controller.PublishAsync(Topics.Stream(order.Play.StreamId), Silence(order.Play).Sign(controller.Key));
        await HeardAsync<PlaybackReport>(controller, keys, DocumentKind.Report, report => report.Stage == PlaybackStage.Started);

        var asked = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-TERM", $"{agent.Id}"]);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(FakeController.Patience, TestContext.Current.CancellationToken);

        Assert.Equal(0, agent.ExitCode);
        Assert.InRange(asked.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
        var last = await HeardAsync<PlaybackReport>(controller, keys, DocumentKind.Report, report => report.Stage == PlaybackStage.Interrupted);
        Assert.Equal(order.OrderId, last.OrderId);
        Assert.DoesNotContain("fail:", await agent.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static long ResidentMegabytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 >> 20;
    }

    private static Order OrderSoon()
    {
        var now = TimeProvider.System.GetUtcNow();
        var order = Orders.Play(now);
        return order with
        {
            Play = order.Play! with
            {
                StartAt = new DateTimeOffset(now.Ticks / 10 * 10, TimeSpan.Zero).AddSeconds(3),
                Items = [new PlayItem { Sha256 = new string('a', 64), Packets = 3000, PreSkip = 312, LengthSamples = 2_000_000 }],
            },
        };
    }

    private static AudioBundle Silence(PlayOrder play) => new()
    {
        StreamId = play.StreamId,
        FirstPacket = 0,
        PresentationUs = (play.StartAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        Last = false,
        Packets = [.. Enumerable.Repeat(ReadOnlyMemory<byte>.Empty, AudioBundle.MaxPackets)],
    };

    private static Task<T> HeardAsync<T>(FakeController controller, TrustedKeys keys, DocumentKind kind, Func<T, bool> fits)
        where T : class => controller.HeardAsync<T>((topic, bytes) =>
            SignedDocument.TryOpen(kind, bytes, keys, out var payload, out _, out _)
            && WireJson.TryRead<T>(payload.Span, out var message, out _) && fits(message) ? message : null);

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Program, .. arguments])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    private void WriteFiles()
    {
        using var key = SigningKey.Create();
        _authority.WriteFiles(_folder.Name, Orders.Gateway, key);
    }

    private string[] Settings(int port) =>
    [
        "--Link:Controller=127.0.0.1", $"--Link:Port={port}", $"--Link:Folder={_folder.Name}", $"--Store:Folder={_folder.File("store")}",
        "--Playback:Sink=wav", $"--Playback:RecordingsFolder={_folder.File("recordings")}",
    ];

    private static async Task AssertUnfitAsync(string[] arguments, params string[] said)
    {
        using var agent = Start(arguments);
        var error = await agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, agent.ExitCode);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.All(said, text => Assert.Contains(text, error, StringComparison.Ordinal));
    }
}
