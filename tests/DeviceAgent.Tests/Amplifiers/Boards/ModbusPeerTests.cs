using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>The Modbus board over a pseudo-terminal against slaves that nobody here wrote, in real time.</summary>
public sealed class ModbusPeerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pymodbus", 8, "01000001")]
    [InlineData("libmodbus", 8, "01000001")]
    [InlineData("libmodbus", 1, "1")]
    [InlineData("pymodbus", 1, "1")]
    public async Task Relays_go_on_are_read_back_and_go_off_with_an_orderly_stop(string peer, int zones, string expected)
    {
        await using var line = await PtyPair.OpenAsync();
        await using var slave = await PeerBoard.StartAsync(peer, line.Far, unit: 7, zones);
        using var board = Board(line, BoardName.Modbus, zones);
        var wanted = FakeGateway.Mask([.. Enumerable.Range(1, zones).Where(zone => expected[zone - 1] == '1')]);

        await board.StartAsync(Cancellation);
        board.Hold(wanted);
        await Eventually.TrueAsync(() => board.State.Answered(wanted), "the relays were not switched");
        var read = board.State;
        await board.StopAsync(Cancellation);
        await Eventually.TrueAsync(() => !slave.Coils.Contains('1', StringComparison.Ordinal), "the relays were left on");

        Assert.Equal((wanted, true, "modbus"), (read.Contacts, read.Confirmed, read.Board));
        Assert.Contains(slave.Writes, write => write.Coils == expected);
    }

    [Fact]
    public async Task Waveshares_all_coils_address_lets_everything_go()
    {
        await using var line = await PtyPair.OpenAsync();
        await using var slave = await PeerBoard.StartAsync("libmodbus", line.Far, unit: 7, coils: 256);
        using var board = Board(line, BoardName.Waveshare, zones: 4);

        await board.StartAsync(Cancellation);
        await Eventually.TrueAsync(() => board.State.Answered(0), "coil 00FF was not taken");
        board.Hold(FakeGateway.Mask(2, 4));
        await Eventually.TrueAsync(() => slave.Coils.StartsWith("0101", StringComparison.Ordinal), "the relays were not switched");

        board.Hold(0);
        await Eventually.TrueAsync(() => !slave.Coils.Contains('1', StringComparison.Ordinal), "not all were let go");

        Assert.Equal("waveshare", board.State.Board);
    }

    [Fact]
    public async Task A_board_with_fewer_relays_is_another_device()
    {
        await using var line = await PtyPair.OpenAsync();
        await using var slave = await PeerBoard.StartAsync("libmodbus", line.Far, unit: 7, coils: 4);
        using var board = Board(line, BoardName.Modbus, zones: 8);

        await board.StartAsync(Cancellation);

        await Eventually.TrueAsync(() => board.State.Trouble.HasFlag(BoardTrouble.Foreign), "it was taken for ours", seconds: 3);
        Assert.Contains("exception 2", board.State.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pymodbus")]
    [InlineData("libmodbus")]
    public async Task An_unplugged_board_is_missed_within_three_seconds_and_told_again_when_it_is_back(string peer)
    {
        await using var line = await PtyPair.OpenAsync();
        using var board = Board(line, BoardName.Modbus, zones: 2);
        await using (await PeerBoard.StartAsync(peer, line.Far, unit: 7, coils: 2))
        {
            await board.StartAsync(Cancellation);
            board.Hold(FakeGateway.Mask(2));
            await Eventually.TrueAsync(() => board.State.Answered(4), "the relays were not switched");
            await line.UnplugAsync();
            await Eventually.TrueAsync(() => board.State is { Link: RelayLink.Lost, Problem: not null }, "the loss was not seen", seconds: 3);
        }

        await line.PlugAsync();
        await using var again = await PeerBoard.StartAsync(peer, line.Far, unit: 7, coils: 2);
        await Eventually.TrueAsync(() => again.Coils == "01" && board.State.Answered(4), "the relays were not told again");

        Assert.True(board.State is { Confirmed: true, Problem: null });
    }

    private static SerialRelayBoard Board(PtyPair line, BoardName name, int zones)
    {
        var options = new AmplifierOptions { Port = line.Port, Board = name, PowerRelay = false, Zones = zones, Unit = 7 };
        return new SerialRelayBoard(options, () => SerialLine.Open(line.Port, 9600), TimeProvider.System, NullLogger<SerialRelayBoard>.Instance);
    }
}
