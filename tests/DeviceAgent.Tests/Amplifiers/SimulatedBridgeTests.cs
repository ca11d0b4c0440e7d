using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Sequencer, bridge task, serial port and the real firmware together, in real time.</summary>
public sealed class SimulatedBridgeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Shorter than the product's, so that a run-out hold does not take long to see.
    private static readonly AmplifierOptions Defaults = new() { Hold = TimeSpan.FromMilliseconds(1500) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pins_go_on_and_off_in_order()
    {
        await using var simulated = await SimulatedBridge.StartAsync();
        await using var gateway = await Gateway.StartAsync(simulated);

        var readiness = await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 1, 8 }, Cancellation);
        await gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);
        var edges = await EdgesAsync(simulated, 5);

        Assert.Equal(AmplifierReadiness.Ready, readiness);
        Assert.Equal([0x000, 0x001, 0x103, 0x001, 0x000], edges.Select(edge => edge.Relays));
        Assert.True(edges[2].SimMs - edges[1].SimMs >= 400, "warm-up");
        Assert.True(edges[4].SimMs - edges[3].SimMs >= 50, "gap");
        Assert.Equal(["", "P", "P1,8", "P", ""], gateway.Facts.Select(Words));
        Assert.All(gateway.Facts, fact => Assert.True(fact is { Confirmed: true, Fault: null }));
    }

    [Fact]
    public async Task A_renewed_hold_lasts_and_a_dead_agents_runs_out()
    {
        await using var simulated = await SimulatedBridge.StartAsync();
        await using var gateway = await Gateway.StartAsync(simulated);
        await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 2 }, Cancellation);
        await gateway.ObservedAsync(count: 3);

        var diedMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        gateway.Die();
        var edges = await EdgesAsync(simulated, 4);

        Assert.Equal([0, 1, 5, 0], edges.Select(edge => edge.Relays));
        Assert.True(edges[3].SimMs - edges[2].SimMs > 2500, "three renewals kept it on for longer than one hold");
        Assert.InRange(edges[3].UtcMs - diedMs, 0, 1500 + 500);
    }

    [Fact]
    public async Task An_orderly_stop_does_not_wait_for_the_hold()
    {
        await using var simulated = await SimulatedBridge.StartAsync();
        await using var gateway = await Gateway.StartAsync(simulated);
        await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 2 }, Cancellation);

        var stoppedMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await gateway.Bridge.StopAsync(Cancellation);
        var edges = await EdgesAsync(simulated, 4);

        Assert.Equal(0, edges[3].Relays);
        Assert.InRange(edges[3].UtcMs - stoppedMs, -10, 700);
    }

    [Fact]
    public async Task An_unplugged_bridge_lets_go_and_is_told_again_when_it_is_back()
    {
        await using var simulated = await SimulatedBridge.StartAsync();
        await using var gateway = await Gateway.StartAsync(simulated);
        await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 1, 3 }, Cancellation);
        await EdgesAsync(simulated, 3);

        await simulated.UnplugAsync();
        await gateway.UntilAsync(RelayLink.Lost);
        Assert.False(gateway.Amplifier.State.BridgeConnected);
        Assert.NotNull(gateway.Facts[^1].Fault);
        Assert.Equal(0, (await simulated.NextEdgeAsync()).Relays);

        await simulated.PlugAsync();
        Assert.Equal(0x00B, (await simulated.NextEdgeAsync()).Relays);
        await gateway.UntilAsync(RelayLink.Connected);
        await gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);
        Assert.Equal([1, 0], (await EdgesAsync(simulated, 2)).Select(edge => edge.Relays));
        Assert.True(gateway.Facts[^1] is { Power: false, Confirmed: true, Fault: null });
    }

    [Fact]
    public async Task A_short_unplug_is_bridged_by_the_hold()
    {
        await using var simulated = await SimulatedBridge.StartAsync();
        await using var gateway = await Gateway.StartAsync(simulated, new AmplifierOptions { Hold = TimeSpan.FromSeconds(10) });
        await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 1 }, Cancellation);

        await simulated.UnplugAsync();
        await gateway.UntilAsync(RelayLink.Lost);
        await simulated.PlugAsync();
        await gateway.UntilAsync(RelayLink.Connected);
        await gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);

        Assert.Equal([0, 1, 3, 1, 0], (await EdgesAsync(simulated, 5)).Select(edge => edge.Relays));
    }

    [Fact]
    public async Task A_hung_bridge_resets_itself_and_is_told_again()
    {
        await using var simulated = await SimulatedBridge.StartAsync();
        await using var gateway = await Gateway.StartAsync(simulated);
        await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 1 }, Cancellation);

        await simulated.HangAsync();
        var edges = await EdgesAsync(simulated, 5);
        await gateway.UntilAsync(RelayLink.Connected);
        await gateway.ObservedAsync(count: 2);

        Assert.Equal([0, 1, 3, 0, 3], edges.Select(edge => edge.Relays));
        Assert.True(gateway.Amplifier.State is { PowerRead: true, Fault: null });
    }

    [Fact]
    public async Task A_welded_contact_is_reported_and_never_called_off()
    {
        await using var simulated = await SimulatedBridge.StartAsync("--weld", "2");
        await using var gateway = await Gateway.StartAsync(simulated);

        var readiness = await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 1 }, Cancellation);
        await gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);

        Assert.Equal(AmplifierReadiness.NotConfirmed("zone 2 reads closed after it was released"), readiness);
        Assert.All(gateway.Facts, fact => Assert.Contains(2, fact.Zones));
        Assert.True(gateway.Facts[^1] is { Power: false, Confirmed: false, Fault: "zone 2 reads closed after it was released" });
    }

    [Fact]
    public async Task A_dead_contact_is_reported_and_never_called_on()
    {
        await using var simulated = await SimulatedBridge.StartAsync("--dead", "0");
        await using var gateway = await Gateway.StartAsync(simulated);

        var readiness = await gateway.Amplifier.WakeAsync(AmplifierLine.Sole, new HashSet<int> { 1 }, Cancellation);

        Assert.Equal(AmplifierReadiness.NotConfirmed("power reads open after it was switched on"), readiness);
        Assert.DoesNotContain(gateway.Facts, fact => fact.Power);
        Assert.Contains(gateway.Facts, fact => fact.Zones is [1]);
    }

    private static string Words(RelayFact fact) => (fact.Power ? "P" : "") + string.Join(',', fact.Zones);

    private static async Task<List<PinEdge>> EdgesAsync(SimulatedBridge simulated, int count)
    {
        var edges = new List<PinEdge>();
        while (edges.Count < count)
        {
            edges.Add(await simulated.NextEdgeAsync());
        }

        return edges;
    }

    /// <summary>The agent's half: bridge task and amplifier on the simulated port.</summary>
    private sealed class Gateway : IAsyncDisposable
    {
        private Gateway(SimulatedBridge simulated, AmplifierOptions options)
        {
            Bridge = new SerialRelayBoard(options, () => SerialLine.Open(simulated.Port), TimeProvider.System, NullLogger<SerialRelayBoard>.Instance);
            Amplifier = new Amplifier(Bridge, Options.Create(options), TimeProvider.System);
            Amplifier.Changed += fact => Facts = [.. Facts, fact];
        }

        public SerialRelayBoard Bridge { get; }

        public Amplifier Amplifier { get; }

        public IReadOnlyList<RelayFact> Facts { get; private set; } = [];

        public static async Task<Gateway> StartAsync(SimulatedBridge simulated, AmplifierOptions? options = null)
        {
            var gateway = new Gateway(simulated, options ?? Defaults);
            await gateway.Bridge.StartAsync(Cancellation);
            await gateway.UntilAsync(RelayLink.Connected);
            return gateway;
        }

        public async Task UntilAsync(RelayLink link) =>
            Assert.True(await Bridge.UntilAsync(state => state.Link == link, Patience, TimeProvider.System, Cancellation), $"not {link}: {Bridge.State}");

        /// <summary>Waits for so many further renewals; a measure between them brings other readings.</summary>
        public async Task ObservedAsync(int count)
        {
            var before = Bridge.State.Readings;
            Assert.True(await Bridge.UntilAsync(IsLast, Patience, TimeProvider.System, Cancellation), "no further answers");

            bool IsLast(RelayBoardState state)
            {
                var isRenewal = ReferenceEquals(state.Readings, before);
                before = state.Readings;
                return isRenewal && count-- < 0;
            }
        }

        /// <summary>Nothing is released: the task ends and the port closes, as when the process is killed.</summary>
        public void Die() => Bridge.Dispose();

        public async ValueTask DisposeAsync()
        {
            await Bridge.StopAsync(CancellationToken.None);
            Bridge.Dispose();
            Amplifier.Dispose();
        }
    }
}
