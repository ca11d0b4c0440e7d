using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

public sealed class BridgeMeterTests : IAsyncDisposable
{
    private static readonly BridgeMeasures Measured = new(412, 9, 4980, 308, 17, 2, 1, BridgeFlags.LocalOverride, 3);

    private readonly WatchedTime _time = new();
    private readonly FakeBridgeLine _line = new() { FirmwareMinor = 1, Measures = Measured };
    private readonly SerialRelayBoard _bridge;

    public BridgeMeterTests() => _bridge = new SerialRelayBoard(
        new AmplifierOptions { Port = "fake" },
        () => _line.Open(),
        _time,
        NullLogger<SerialRelayBoard>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _bridge.Dispose();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task At_rest_it_measures_once_with_each_question()
    {
        await _bridge.StartAsync(Cancellation);
        await _time.PassAsync(2000);
        await _time.WaitBegunAsync(2000);

        Assert.Equal(["OPEN", "HELLO", "SET 000 3000", "MEASURE", "QUERY", "MEASURE"], _line.Log);
        Assert.Equal("bridge", _bridge.State.Board);
        Assert.Equal(
            new BoardReadings { LineMv = 412, SupplyMv = 4980, TemperatureC = 35, Boots = 17, LocalOverride = true, AlertPresses = 3 },
            _bridge.State.Readings);
    }

    [Fact]
    public async Task On_air_it_measures_each_200_ms_and_still_renews_each_second()
    {
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(2000);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        _bridge.Hold(0x003);
        for (var turn = 0; turn < 10; turn++)
        {
            await _time.PassAsync(200);
        }

        await _time.WaitBegunAsync(200);
        string[] second = ["SET 003 3000", "MEASURE", "MEASURE", "MEASURE", "MEASURE", "MEASURE"];
        Assert.Equal([.. second, .. second, .. second[..2]], _line.Log[4..]);
    }

    [Fact]
    public async Task A_bridge_that_knows_no_measures_is_asked_once_and_served_without()
    {
        _line.Measures = null;
        await _bridge.StartAsync(Cancellation);
        await _time.PassAsync(2000);
        await _time.WaitBegunAsync(2000);

        Assert.Equal(["OPEN", "HELLO", "SET 000 3000", "MEASURE", "QUERY"], _line.Log);
        Assert.True(_bridge.State is { Link: RelayLink.Connected, Readings: null, Problem: null });
    }

    [Fact]
    public async Task Firmware_without_measures_is_not_asked()
    {
        _line.FirmwareMinor = 0;
        await _bridge.StartAsync(Cancellation);
        await _time.PassAsync(2000);
        await _time.WaitBegunAsync(2000);

        Assert.Equal(["OPEN", "HELLO", "SET 000 3000", "QUERY"], _line.Log);
    }

    [Fact]
    public async Task A_lost_bridge_has_no_readings()
    {
        await _bridge.StartAsync(Cancellation);
        await _time.WaitBegunAsync(2000);
        _line.Unplug();
        _time.Advance(TimeSpan.FromSeconds(2));
        await _time.WaitBegunAsync(100);

        Assert.True(_bridge.State is { Link: RelayLink.Lost, Readings: null });
    }

    [Fact]
    public void What_was_not_measured_yet_is_told_as_nothing() =>
        Assert.Equal(
            new BoardReadings { Boots = 1, LocalOverride = false, AlertPresses = 0 },
            new BridgeMeasures(0, 0, 0, 0, 1, 0, 1, BridgeFlags.None, 0).Readings);
}
