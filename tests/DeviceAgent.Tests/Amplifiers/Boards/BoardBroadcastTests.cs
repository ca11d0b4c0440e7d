using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>A whole broadcast with each board at the other end of a pseudo-terminal, in real time.</summary>
public sealed class BoardBroadcastTests
{
    private static readonly Dictionary<string, (BoardCommand Command, bool? Confirmed)> Fakes = new(StringComparer.Ordinal)
    {
        ["r421a08"] = (FakeBoard.R421A08, true),
        ["lcus"] = (FakeBoard.Lcus, null),
        ["lcusStatus"] = (FakeBoard.LcusStatus, true),
        ["kmtronic"] = (FakeBoard.Kmtronic, true),
        ["numato"] = (FakeBoard.Numato, true),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("r421a08")]
    [InlineData("lcus")]
    [InlineData("lcusStatus")]
    [InlineData("kmtronic")]
    [InlineData("numato")]
    public async Task Relays_are_on_before_the_first_sample_and_off_after_the_last(string board)
    {
        await using var line = await PtyPair.OpenAsync();
        await using var fake = new FakeBoard(line.Far, Fakes[board].Command);

        var end = await PlayAsync(board, line.Port);

        await Eventually.TrueAsync(() => fake.Changes.LastOrDefault().Relays == "00000000", "the relays were left on");
        Judge(end, [.. fake.Changes], Fakes[board].Confirmed);
    }

    [Theory]
    [InlineData("modbus", "pymodbus", 3)]
    [InlineData("modbus", "libmodbus", 3)]
    [InlineData("waveshare", "libmodbus", 256)]
    public async Task Relays_of_a_Modbus_board_are_on_before_the_first_sample_and_off_after_the_last(string board, string by, int coils)
    {
        await using var line = await PtyPair.OpenAsync();
        await using var slave = await PeerBoard.StartAsync(by, line.Far, unit: 1, coils);

        var end = await PlayAsync(board, line.Port);

        await Eventually.TrueAsync(() => slave.Coils.StartsWith("000", StringComparison.Ordinal), "the relays were left on");
        Judge(end, [.. slave.Writes], confirmed: true);
    }

    private static async Task<PlaybackReport> PlayAsync(string board, string port)
    {
        await using var player = new RunningPlayer(
            options => options.Sink = SinkKind.Wav,
            ("Port", port),
            ("Board", board),
            ("Zones", "2"),
            ("PowerWithoutTimeout", AmplifierRules.Consent));
        var order = player.Play(SampleProgramme.Of(48_000), startsInS: 5);
        return await player.EndOf(order, Cancellation);
    }

    private static void Judge(PlaybackReport end, IReadOnlyList<(DateTimeOffset At, string Relays)> changes, bool? confirmed)
    {
        Assert.True(end.Stage == PlaybackStage.Finished && end.Detail is null, $"{end.Stage}: {end.Detail}");
        Assert.Equal(confirmed, end.Evidence!.RelaysConfirmed);
        Assert.True(end.Evidence is { PowerOnAt: not null, ZonesOnAt: not null, ZonesOffAt: not null, PowerOffAt: not null }, $"{end.Evidence}");

        var powerOn = changes.First(change => change.Relays.StartsWith('1')).At;
        var zonesOn = changes.First(change => change.Relays.StartsWith("111", StringComparison.Ordinal)).At;
        var zonesOff = changes.First(change => change.At > zonesOn && !change.Relays.StartsWith("111", StringComparison.Ordinal)).At;
        Assert.True(powerOn < zonesOn && zonesOn < end.Evidence.FirstSampleAt, $"on at {zonesOn:O}, sound from {end.Evidence.FirstSampleAt:O}");
        Assert.True(end.Evidence.LastSampleAt < zonesOff, $"off at {zonesOff:O}, sound until {end.Evidence.LastSampleAt:O}");
    }
}
