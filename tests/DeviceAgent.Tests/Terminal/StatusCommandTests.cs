using System.Diagnostics;
using System.Text.Json;
using CloudBroadcast.DeviceAgent.Amplifiers.Boards;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Terminal;

public sealed class StatusCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _controllerKey = SigningKey.Create();
    private readonly StringWriter _said = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Store => _folder.File("store");

    public void Dispose()
    {
        _said.Dispose();
        _controllerKey.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_running_agent_says_how_it_is_and_is_asked_for_its_tests()
    {
        await using var controller = await FakeController.StartAsync(_authority);
        _authority.WriteFiles(_folder.Name, Orders.Gateway, controller.Key);
        await using var line = await PtyPair.OpenAsync();
        await using var board = new FakeBoard(line.Far, FakeBoard.Kmtronic);
        string[] settings = [.. Settings(controller.Port), $"--Amplifier:Port={line.Port}", "--Amplifier:Board=kmtronic", "--Amplifier:Zones=3", "--Amplifier:PowerRelay=false"];
        using var agent = Process.Start(new ProcessStartInfo("dotnet", [AgentTests.Program, "run", .. settings]) { RedirectStandardOutput = true })!;
        try
        {
            JsonElement status = default;
            await Eventually.TrueAsync(
                async () =>
                {
                    (var exitCode, status) = await TakeAsync(settings);
                    return exitCode == ExitCode.Good && status.GetProperty("connected").GetBoolean()
                        && status.GetProperty("state").GetProperty("amplifier").GetProperty("connected").GetBoolean();
                },
                "the agent gave no status",
                seconds: 30);

            Assert.Equal(("running", Orders.Gateway, "东寨村"), (Word(status, "service"), Word(status, "gateway"), Word(status, "name")));
            Assert.Equal("kmtronic", status.GetProperty("state").GetProperty("amplifier").GetProperty("board").GetString());
            Assert.Equal(ExitCode.Good, await StatusCommand.RunAsync(settings, _said, TimeProvider.System));
            Assert.Contains("连接 controller", _said.ToString(), StringComparison.Ordinal);
            Assert.Contains(", connected", _said.ToString(), StringComparison.Ordinal);

            Assert.Equal(ExitCode.Good, await TestRelayCommand.RunAsync(["2", .. settings], _said, Cancellation));
            Assert.Contains("CONFIRMED by read-back: closed zone 2, then all open", _said.ToString(), StringComparison.Ordinal);
            var unfit = await Assert.ThrowsAsync<FormatException>(() => TestRelayCommand.RunAsync(["7", .. settings], _said, Cancellation));
            Assert.Contains("allowed: 1 to 3", unfit.Message, StringComparison.Ordinal);
            await Eventually.TrueAsync(
                async () => await JournalCommand.RunAsync(settings, _said, TimeProvider.System, Cancellation) == ExitCode.Good
                    && _said.ToString().Contains("test-relay 2 at the gateway: CONFIRMED", StringComparison.Ordinal),
                "the journal does not tell of the test");
            Assert.Contains("chain whole", _said.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
        }

        Assert.Equal(ExitCode.NotRunning, await StatusCommand.RunAsync(settings, _said, TimeProvider.System));
        Assert.Contains("NOT RUNNING", _said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_agent_does_not_run_it_tells_what_the_disk_knows()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _controllerKey);
        using (var journal = new Journal(new StoreOptions { Folder = Store }, Orders.Gateway, _controllerKey, DiskAccess.Real, NullLogger<Journal>.Instance))
        {
            journal.Open();
            Fault(FaultCode.BoardLost, began: true);
            journal.Append(new JournalNote(JournalKind.Start), Now, TimeStanding.Attested);
            Fault(FaultCode.DiskFull, began: true);
            Fault(FaultCode.SoundLost, began: true);
            Fault(FaultCode.DiskFull, began: false);
            journal.Append(new JournalNote(JournalKind.Playback) { Playback = Report() }, Now, TimeStanding.Attested);

            void Fault(FaultCode code, bool began) =>
                journal.Append(new JournalNote(JournalKind.Fault) { Fault = new FaultEntry { Code = code, Began = began }, Detail = began ? "hw:0" : null }, Now, TimeStanding.Attested);
        }

        new SelfTestRecord(Store, DiskAccess.Real, new ControllerClock(TimeProvider.System), NullLogger<SelfTestRecord>.Instance).Note(passed: false);

        Assert.Equal(ExitCode.NotRunning, await StatusCommand.RunAsync(Settings(8883), _said, TimeProvider.System));

        var text = _said.ToString();
        Assert.All(
            ["NOT RUNNING", "东寨村 " + Orders.Gateway, "127.0.0.1:8883", "FAILED at", "last: Missed", "Critical SoundLost", "hw:0", FaultCatalogue.SentenceOf(FaultCode.SoundLost)],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        Assert.DoesNotContain(nameof(FaultCode.DiskFull), text, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(FaultCode.BoardLost), text, StringComparison.Ordinal);

        var (_, json) = await TakeAsync(Settings(8883));
        Assert.Equal(("notRunning", JsonValueKind.Null), (Word(json, "service"), json.GetProperty("state").ValueKind));
        var fault = Assert.Single(json.GetProperty("faults").EnumerateArray());
        Assert.Equal(("critical", "soundLost"), (Word(fault, "severity"), Word(fault.GetProperty("fault"), "code")));
    }

    [Fact]
    public async Task A_machine_that_was_never_enrolled_says_so_and_what_to_do()
    {
        Assert.Equal(ExitCode.NotRunning, await StatusCommand.RunAsync(Settings(8883), _said, TimeProvider.System));

        Assert.Contains("not enrolled", _said.ToString(), StringComparison.Ordinal);
        Assert.Contains("cloudbroadcast-agent enroll https://", _said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_holds_the_store_and_is_silent_is_told_from_none()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _controllerKey);
        using var hung = Ledger.Open(Store, DiskAccess.Real, NullLogger<Ledger>.Instance);

        Assert.Equal(ExitCode.NotRunning, await StatusCommand.RunAsync(Settings(8883), _said, TimeProvider.System));

        Assert.Contains("NOT ANSWERING: a process holds the store", _said.ToString(), StringComparison.Ordinal);
    }

    private static string? Word(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static PlaybackReport Report() => new()
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = Orders.Gateway,
        BroadcastId = Guid.NewGuid(),
        At = Now,
        Stage = PlaybackStage.Missed,
        Detail = "no audio",
    };

    private static async Task<(int ExitCode, JsonElement Status)> TakeAsync(string[] settings)
    {
        await using var said = new StringWriter();
        var exitCode = await StatusCommand.RunAsync(["--json", .. settings], said, TimeProvider.System);
        using var json = JsonDocument.Parse(said.ToString());
        return (exitCode, json.RootElement.Clone());
    }

    private string[] Settings(int port) =>
    [
        "--Link:Controller=127.0.0.1", $"--Link:Port={port}", $"--Link:Folder={_folder.Name}", $"--Store:Folder={Store}",
        "--Playback:Sink=wav", $"--Playback:RecordingsFolder={_folder.File("recordings")}",
    ];
}
