using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Amplifiers.Boards;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static CloudBroadcast.DeviceAgent.Amplifiers.FakeGateway;

namespace CloudBroadcast.DeviceAgent.Terminal;

public sealed class TrialTests : IDisposable
{
    private readonly FakeGateway _gateway = new();
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _said = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _gateway.Dispose();
        _folder.Dispose();
        _said.Dispose();
    }

    [Fact]
    public async Task Power_and_the_zone_are_closed_for_two_seconds_as_a_broadcast_would_and_read_back()
    {
        var answer = await TryAsync(3);

        Assert.Equal(ExitCode.Good, answer.ExitCode);
        Assert.Equal("CONFIRMED by read-back: closed power + zone 3, then all open", answer.Lines[^1]);
        Assert.Equal([Mask(0), Mask(0, 3), Mask(0), Mask()], _gateway.Board.Edges.Select(edge => edge.Relays));
        Assert.InRange(_gateway.Board.Edges[2].Ms - _gateway.Board.Edges[1].Ms, 2000, 2600);
    }

    [Theory]
    [InlineData(false, "zone 3 reads open after it was switched on")]
    [InlineData(true, "zone 3 reads closed after it was released")]
    public async Task A_contact_that_does_not_follow_fails_the_test(bool welded, string named)
    {
        (_gateway.Board.Welded, _gateway.Board.Dead) = welded ? (Mask(3), Mask()) : (Mask(), Mask(3));

        var answer = await TryAsync(3);

        Assert.Equal(ExitCode.Failed, answer.ExitCode);
        Assert.Contains(named, Assert.Single(answer.Lines), StringComparison.Ordinal);
        Assert.Equal(0, _gateway.Board.Held);
    }

    [Fact]
    public async Task A_board_that_reads_nothing_back_is_said_to_be_unconfirmed()
    {
        _gateway.Board.ReadsBack = false;
        _gateway.Board.Say(RelayLink.Connected, null);

        var answer = await TryAsync(1);

        Assert.Equal(ExitCode.Good, answer.ExitCode);
        Assert.StartsWith("UNCONFIRMED", answer.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_broadcast_holds_the_amplifier_nothing_is_tried()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        var before = _gateway.Board.Edges.Count;

        var answer = await TryAsync(2);

        Assert.Equal((ExitCode.Failed, before), (answer.ExitCode, _gateway.Board.Edges.Count));
        Assert.Contains("in use", Assert.Single(answer.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task A_zone_that_is_not_wired_is_named(int zone)
    {
        var answer = await TryAsync(zone);

        Assert.Equal(ExitCode.Unfit, answer.ExitCode);
        Assert.Equal([$"ZONE is '{zone}'; allowed: 1 to 8 (Amplifier:Zones)"], answer.Lines);
        Assert.Empty(_gateway.Board.Edges);
    }

    [Fact]
    public async Task Where_no_agent_runs_the_command_moves_the_relays_of_a_real_line_itself()
    {
        await using var line = await PtyPair.OpenAsync();
        await using var board = new FakeBoard(line.Far, FakeBoard.Kmtronic);

        Assert.Equal(ExitCode.Good, await TestRelayCommand.RunAsync(["2", .. Settings(line.Port)], _said, Cancellation));

        Assert.Contains("CONFIRMED by read-back: closed power + zone 2, then all open", _said.ToString(), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => board.Changes.LastOrDefault().Relays == "00000000", "the relays were left on");
        var (on, off) = (board.Changes.First(change => change.Relays == "10100000").At, board.Changes.Last(change => change.Relays == "10000000").At);
        Assert.InRange(off - on, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_board_that_does_not_answer_fails_the_test_in_words()
    {
        await using var line = await PtyPair.OpenAsync();

        Assert.Equal(ExitCode.Failed, await TestRelayCommand.RunAsync(["1", .. Settings(line.Port)], _said, Cancellation));

        Assert.StartsWith("FAILED: ", _said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chime_is_played_through_the_configured_output_and_amplifier()
    {
        await using var line = await PtyPair.OpenAsync();
        await using var board = new FakeBoard(line.Far, FakeBoard.Kmtronic);

        Assert.Equal(ExitCode.Good, await TestSoundCommand.RunAsync(["1", .. Settings(line.Port)], _said, Cancellation));

        Assert.Contains("three rising notes", _said.ToString(), StringComparison.Ordinal);
        Assert.Contains(board.Changes, change => change.Relays == "11000000");
        var recording = Assert.Single(Directory.GetFiles(_folder.File("recordings"), "*.wav"));
        Assert.Contains(await File.ReadAllBytesAsync(recording, Cancellation), sample => sample > 0x30);
    }

    [Fact]
    public async Task An_agent_that_has_no_door_keeps_its_line_to_itself()
    {
        using var running = Ledger.Open(_folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance);

        var refusal = await Assert.ThrowsAsync<IOException>(() => TestRelayCommand.RunAsync(["1", .. Settings("/dev/null")], _said, Cancellation));

        Assert.Contains("stop it first", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_runs_is_asked_to_do_it()
    {
        using var door = new LocalDoor(
            _folder.Name,
            (asked, _) => Task.FromResult(new DoorAnswer { ExitCode = ExitCode.Failed, Lines = [asked] }),
            TimeProvider.System,
            NullLogger<LocalDoor>.Instance);
        await door.StartAsync(Cancellation);
        await Eventually.TrueAsync(() => File.Exists(_folder.File(LocalDoor.FileName)), "the door did not open");

        Assert.Equal(ExitCode.Failed, await TestRelayCommand.RunAsync(["4", .. Settings("/dev/null")], _said, Cancellation));
        Assert.Equal(ExitCode.Failed, await TestSoundCommand.RunAsync(Settings("/dev/null"), _said, Cancellation));

        Assert.Equal(["test-relay 4", "test-sound"], _said.ToString().TrimEnd().Split(Environment.NewLine));
        await door.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData("x", "ZONE is 'x'")]
    [InlineData("-1", "'-1'")]
    [InlineData("", "ZONE is missing")]
    public async Task What_is_no_zone_is_named(string zone, string named)
    {
        var refusal = await Assert.ThrowsAsync<FormatException>(() => TestRelayCommand.RunAsync(zone.Length == 0 ? [] : [zone], _said, Cancellation));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    private string[] Settings(string port) =>
    [
        $"--Store:Folder={_folder.Name}", $"--Link:Folder={_folder.Name}", "--Playback:Sink=wav", $"--Playback:RecordingsFolder={_folder.File("recordings")}",
        $"--Amplifier:Port={port}", "--Amplifier:Board=kmtronic", "--Amplifier:Zones=3", $"--Amplifier:PowerWithoutTimeout={AmplifierRules.Consent}",
    ];

    private async Task<DoorAnswer> TryAsync(int zone)
    {
        var trial = new RelayTrial(_gateway.Amplifier, _gateway.Board, Options.Create(new AmplifierOptions()), _gateway.Time);
        var trying = trial.RunAsync(zone, Cancellation);
        await _gateway.FinishAsync(trying);
        return await trying;
    }
}
