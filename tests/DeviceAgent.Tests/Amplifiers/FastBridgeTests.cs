namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The real firmware image faster than real time: hard cap, hold, the wrap of its clock, its measures and its memory.</summary>
public sealed class FastBridgeTests
{
    private const string Ordinary = "relay_bridge.elf";

    // Its clock starts 30 s before the 32 bits of milliseconds wrap.
    private const string Wrapping = "relay_bridge_wrap.elf";

    private static readonly string[] Fast = ["--speed", "6"];
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(SetRelays.MaxHoldMs);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Ordinary)]
    [InlineData(Wrapping)]
    public async Task A_cap_set_to_a_minute_opens_the_relays_after_a_minute(string image)
    {
        await using var simulated = await SimulatedBridge.StartImageAsync(image, Fast);
        await using var line = SerialLine.Open(simulated.Port);
        var bridge = new BridgeDialogue(new RelayConversation(line, TimeProvider.System), TimeProvider.System);

        await bridge.GreetAsync(Cancellation);
        var version = await bridge.SetCapAsync(60, Cancellation);
        var first = await RenewUntilRefusedAsync(bridge);
        await simulated.NextEdgeAsync();
        var on = await simulated.NextEdgeAsync();
        var off = await simulated.NextEdgeAsync();
        var status = await bridge.QueryAsync(Cancellation);

        Assert.Equal<ushort?>(60, version?.HardCapS);
        Assert.Equal([0x103, 0], [on.Relays, off.Relays]);
        Assert.InRange(off.SimMs - on.SimMs, 59_990, 60_010);
        Assert.True(status?.Flags.HasFlag(BridgeFlags.HardCap));
        Assert.Equal(image == Wrapping, status?.UptimeMs < first.UptimeMs);
    }

    [Fact]
    public async Task An_unrenewed_hold_runs_out_to_the_millisecond_on_both_sides_of_the_wrap_and_across_it()
    {
        await using var simulated = await SimulatedBridge.StartImageAsync(Wrapping, Fast);
        await using var line = SerialLine.Open(simulated.Port);
        // A frame that is sent again because this machine was slow renews the hold.
        var patient = new PatientTime();
        var bridge = new BridgeDialogue(new RelayConversation(line, patient), patient);

        await bridge.GreetAsync(Cancellation);
        await simulated.NextEdgeAsync();
        var ends = new List<double>();
        while (ends.Count == 0 || ends[^1] < 40_000)
        {
            await bridge.SetAsync(0x001, LongestHold, Cancellation);
            var on = await simulated.NextEdgeAsync();
            var off = await simulated.NextEdgeAsync();
            Assert.InRange(off.SimMs - on.SimMs, SetRelays.MaxHoldMs - 5, SetRelays.MaxHoldMs + 5);
            ends.Add(off.SimMs);
        }

        Assert.Contains(ends, end => end is > 30_000 and < 40_000);
    }

    [Fact]
    public async Task It_measures_the_line_its_supply_its_temperature_the_key_and_the_button()
    {
        await using var simulated = await SimulatedBridge.StartImageAsync(Ordinary, "--line-mv", "412");
        await using var line = SerialLine.Open(simulated.Port);
        var bridge = new BridgeDialogue(new RelayConversation(line, TimeProvider.System), TimeProvider.System);

        await bridge.GreetAsync(Cancellation);
        var silent = await MeasureUntilAsync(bridge, measures => measures.LineWindows > 2);
        await bridge.SetAsync(0x003, LongestHold, Cancellation);
        var begins = await MeasureUntilAsync(bridge, measures => measures.LineMv > 100);

        // The first window began before the sound; the one behind it is all loud.
        var sounding = await MeasureUntilAsync(bridge, measures => measures.LineWindows > begins.LineWindows + 1);
        await simulated.TurnKeyAsync();
        await MeasureUntilAsync(bridge, measures => measures.Flags == BridgeFlags.LocalOverride);
        await simulated.PressAlertAsync();
        await MeasureUntilAsync(bridge, measures => measures.AlertPresses == 1);

        Assert.InRange(silent.LineMv, 0, 3);
        Assert.InRange(sounding.LineMv, 391, 433);
        Assert.InRange(sounding.SupplyMv, 4900, 5100);
        Assert.InRange(sounding.Readings.TemperatureC!.Value, 20, 30);
    }

    [Fact]
    public async Task A_bridge_that_is_started_again_keeps_its_cap_counts_its_starts_and_is_well()
    {
        using var memory = new TemporaryFile();
        string[] arguments = ["--memory", memory.Path];
        for (var boot = 1; boot <= 3; boot++)
        {
            await using var simulated = await SimulatedBridge.StartImageAsync(Ordinary, arguments);
            await using var line = SerialLine.Open(simulated.Port);
            var bridge = new BridgeDialogue(new RelayConversation(line, TimeProvider.System), TimeProvider.System);

            var version = await bridge.GreetAsync(Cancellation);
            var measures = await MeasureUntilAsync(bridge, measures => measures.LineWindows > 0);

            Assert.Equal(boot == 1 ? 7200 : 14_400, version.HardCapS);
            Assert.Equal(boot, measures.Boots);
            Assert.Equal<ushort?>(14_400, (await bridge.SetCapAsync(14_400, Cancellation))?.HardCapS);
            Assert.Equal(BridgeFaults.None, await bridge.SelfTestAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_welded_contact_is_found_by_the_self_test()
    {
        await using var simulated = await SimulatedBridge.StartImageAsync(Ordinary, "--weld", "2");
        await using var line = SerialLine.Open(simulated.Port);
        var bridge = new BridgeDialogue(new RelayConversation(line, TimeProvider.System), TimeProvider.System);

        await bridge.GreetAsync(Cancellation);
        await MeasureUntilAsync(bridge, measures => measures.LineWindows > 0);

        Assert.Equal(BridgeFaults.Contacts, await bridge.SelfTestAsync(Cancellation));
    }

    private static async Task<BridgeStatus> RenewUntilRefusedAsync(BridgeDialogue bridge)
    {
        BridgeStatus? first = null;
        while (await bridge.SetAsync(0x103, LongestHold, Cancellation) is { } status)
        {
            first ??= status;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }

        return first!.Value;
    }

    private static async Task<BridgeMeasures> MeasureUntilAsync(BridgeDialogue bridge, Func<BridgeMeasures, bool> met)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            if (await bridge.MeasureAsync(patience.Token) is { } measures && met(measures))
            {
                return measures;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>A path without a file, and without one again afterwards.</summary>
    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

        public void Dispose() => File.Delete(Path);
    }

    /// <summary>Its timers wait a hundred times longer.</summary>
    private sealed class PatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? 100 * dueTime : dueTime, period);
    }
}
