using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

public sealed class AmplifierTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeRelayBoard _board;
    private readonly Amplifier _amplifier;
    private readonly List<RelayFact> _facts = [];

    public AmplifierTests()
    {
        _board = new FakeRelayBoard(_time);
        _amplifier = New(new AmplifierOptions());
        _amplifier.Changed += _facts.Add;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _amplifier.Dispose();

    [Fact]
    public async Task Power_comes_first_and_the_zones_after_the_warm_up()
    {
        var waking = _amplifier.WakeAsync(Zones(1, 3), Cancellation);
        var took = await FinishAsync(waking);

        Assert.Equal([(0, Mask(0)), (500, Mask(0, 1, 3))], _board.Edges);
        Assert.Equal(600, took);
        Assert.Equal(AmplifierReadiness.Ready, await waking);
    }

    [Fact]
    public async Task The_zones_go_first_and_the_power_after_the_gap()
    {
        await FinishAsync(_amplifier.WakeAsync(Zones(2), Cancellation));
        _board.Edges.Clear();

        var took = await FinishAsync(_amplifier.SleepAsync(Cancellation));

        Assert.Equal([(800, Mask(0)), (900, Mask())], _board.Edges);
        Assert.Equal(300, took);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(2000, 50, 1000, 300, 0)]
    [InlineData(500, 100, 200, 0, 700)]
    public async Task Each_time_is_an_option(int warmUp, int settle, int holdOff, int gap, int sound)
    {
        using var amplifier = New(new AmplifierOptions
        {
            WarmUp = TimeSpan.FromMilliseconds(warmUp),
            Settle = TimeSpan.FromMilliseconds(settle),
            HoldOff = TimeSpan.FromMilliseconds(holdOff),
            Gap = TimeSpan.FromMilliseconds(gap),
        });

        await FinishAsync(amplifier.WakeAsync(Zones(1), Cancellation));
        _time.Advance(TimeSpan.FromMilliseconds(sound));
        await FinishAsync(amplifier.SleepAsync(Cancellation));

        var end = warmUp + settle + sound + holdOff;
        Assert.Equal([(0, Mask(0)), (warmUp, Mask(0, 1)), (end, Mask(0)), (end + gap, Mask())], _board.Edges);
    }

    [Fact]
    public async Task Ready_comes_within_the_wake_time()
    {
        var took = await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));

        Assert.Equal(TimeSpan.FromMilliseconds(500 + 300 + 250), _amplifier.WakeTime);
        Assert.True(took <= _amplifier.WakeTime.TotalMilliseconds);
    }

    [Fact]
    public async Task An_awake_amplifier_only_changes_its_zones()
    {
        await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));
        _board.Edges.Clear();

        var took = await FinishAsync(_amplifier.WakeAsync(Zones(1, 4), Cancellation));

        Assert.Equal([(600, Mask(0, 1, 4))], _board.Edges);
        Assert.Equal(100, took);
    }

    [Fact]
    public async Task An_amplifier_without_a_power_relay_switches_zones_alone()
    {
        using var amplifier = New(new AmplifierOptions { PowerRelay = false });

        await FinishAsync(amplifier.WakeAsync(Zones(1), Cancellation));
        await FinishAsync(amplifier.SleepAsync(Cancellation));

        Assert.Equal([(0, Mask(1)), (300, Mask())], _board.Edges);
        Assert.Equal(TimeSpan.FromMilliseconds(300 + 250), amplifier.WakeTime);
    }

    [Theory]
    [InlineData(8, 0, "zone \"0\" does not exist: 1 to 8 do")]
    [InlineData(8, 9, "zone \"9\" does not exist: 1 to 8 do")]
    [InlineData(2, 3, "zone \"3\" does not exist: 1 to 2 do")]
    public async Task A_zone_that_does_not_exist_is_refused_and_nothing_moves(int wired, int zone, string said)
    {
        using var amplifier = New(new AmplifierOptions { Zones = wired });

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => amplifier.WakeAsync(Zones(1, zone), Cancellation));

        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_board.Edges);
    }

    [Theory]
    [InlineData(100)] // while the zones are still on
    [InlineData(250)] // between zones and power
    public async Task A_wake_during_a_sleep_wins_and_ends_awake(int after)
    {
        await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));
        var sleeping = _amplifier.SleepAsync(Cancellation);
        _time.Advance(TimeSpan.FromMilliseconds(after));

        var waking = _amplifier.WakeAsync(Zones(2), Cancellation);
        await FinishAsync(waking);
        await FinishAsync(sleeping);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(AmplifierReadiness.Ready, await waking);
        Assert.Equal(Mask(0, 2), _board.Held);
        Assert.DoesNotContain(_board.Edges, edge => edge.Relays == 0);
    }

    [Fact]
    public async Task A_sleep_during_a_wake_comes_after_it()
    {
        var waking = _amplifier.WakeAsync(Zones(1), Cancellation);
        var sleeping = _amplifier.SleepAsync(Cancellation);
        await FinishAsync(waking);
        await FinishAsync(sleeping);

        Assert.Equal([Mask(0), Mask(0, 1), Mask(0), Mask()], _board.Edges.Select(edge => edge.Relays));
    }

    [Theory]
    [InlineData(100)] // warming up
    [InlineData(550)] // settling
    public async Task A_cancelled_wake_lets_everything_go(int after)
    {
        using var stop = new CancellationTokenSource();
        var waking = _amplifier.WakeAsync(Zones(1), stop.Token);
        Advance(after);
        Assert.True(RelayMask.HasPower(_board.Held));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waking);
        Assert.Equal(Mask(), _board.Held);
    }

    [Fact]
    public async Task A_cancelled_sleep_lets_everything_go_at_once()
    {
        await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));
        using var stop = new CancellationTokenSource();
        var sleeping = _amplifier.SleepAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
        Assert.Equal(Mask(), _board.Held);
    }

    [Fact]
    public async Task A_wake_that_ended_a_sleep_and_is_cancelled_lets_everything_go()
    {
        await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));
        var sleeping = _amplifier.SleepAsync(Cancellation);
        using var stop = new CancellationTokenSource();
        var waking = _amplifier.WakeAsync(Zones(2), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waking);
        await FinishAsync(sleeping);
        Assert.Equal(Mask(), _board.Held);
    }

    [Fact]
    public async Task A_dead_contact_is_not_confirmed_and_named()
    {
        _board.Dead = Mask(0, 2);

        var waking = _amplifier.WakeAsync(Zones(1, 2), Cancellation);
        await FinishAsync(waking);

        var readiness = await waking;
        Assert.Equal(AmplifierOutcome.NotConfirmed, readiness.Outcome);
        Assert.Equal("power reads open after it was switched on; zone 2 reads open after it was switched on", readiness.What);
        Assert.Equal(Mask(0, 1, 2), _board.Held);
    }

    [Fact]
    public async Task A_welded_contact_is_reported_and_never_called_off()
    {
        await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));
        _board.Welded = Mask(1);
        await FinishAsync(_amplifier.SleepAsync(Cancellation));

        Assert.Equal([1], _facts[^1].Zones);
        Assert.False(_facts[^1].Confirmed);
        Assert.Equal("zone 1 reads closed after it was released", _facts[^1].Fault);
        Assert.Empty(_amplifier.State.ZonesAsked);
        Assert.Equal([1], _amplifier.State.ZonesRead);
        Assert.Equal("zone 1 reads closed after it was released", _amplifier.State.Fault);
    }

    [Fact]
    public async Task Facts_tell_each_change_once_with_its_time()
    {
        var start = _time.GetUtcNow();
        await FinishAsync(_amplifier.WakeAsync(Zones(1, 2), Cancellation));
        _board.Hold(_board.Held);
        await FinishAsync(_amplifier.SleepAsync(Cancellation));

        Assert.Equal(
            [(0.0, true, ""), (500, true, "1,2"), (800, true, ""), (900, false, "")],
            _facts.Select(fact => ((fact.At - start).TotalMilliseconds, fact.Power, string.Join(',', fact.Zones))));
        Assert.All(_facts, fact => Assert.True(fact is { Confirmed: true, Fault: null }));
    }

    [Fact]
    public async Task A_lost_port_is_said_in_time_and_the_wish_stands()
    {
        _board.Say(RelayLink.Lost, "the bridge did not answer");

        var waking = _amplifier.WakeAsync(Zones(1), Cancellation);
        var took = await FinishAsync(waking);

        Assert.Equal(AmplifierReadiness.PortFailed("the bridge did not answer"), await waking);
        Assert.True(took <= _amplifier.WakeTime.TotalMilliseconds);
        Assert.Equal(Mask(0, 1), _board.Held);
        Assert.Equal((null, null, false), (_amplifier.State.PowerRead, _amplifier.State.ZonesRead, _amplifier.State.BridgeConnected));
        Assert.Equal("the bridge did not answer", _facts[^1].Fault);

        await FinishAsync(_amplifier.SleepAsync(Cancellation));
        Assert.Equal(Mask(), _board.Held);
    }

    [Fact]
    public async Task After_the_board_let_go_by_itself_the_next_wake_warms_up_again()
    {
        await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));
        _board.LetGo("let go after the longest on-time");
        Assert.Equal("let go after the longest on-time", _amplifier.State.Fault);
        _board.Edges.Clear();

        await FinishAsync(_amplifier.WakeAsync(Zones(1), Cancellation));

        Assert.Equal([(600, Mask(0)), (1100, Mask(0, 1))], _board.Edges);
    }

    [Fact]
    public async Task Without_a_board_a_wake_is_at_once_and_claims_nothing()
    {
        using var amplifier = new Amplifier(new NoRelayBoard(_time), Options.Create(new AmplifierOptions()), _time);

        Assert.Equal(TimeSpan.Zero, amplifier.WakeTime);
        Assert.Equal(AmplifierReadiness.NoBoard, await amplifier.WakeAsync(Zones(1), Cancellation));
        Assert.Equal((true, null, false), (amplifier.State.PowerAsked, amplifier.State.PowerRead, amplifier.State.BridgeConnected));
        await amplifier.SleepAsync(Cancellation);
        Assert.False(amplifier.State.PowerAsked);
    }

    private static HashSet<int> Zones(params int[] zones) => [.. zones];

    private static ushort Mask(params int[] bits) => RelayMask.Of(bits);

    private Amplifier New(AmplifierOptions options) => new(_board, Options.Create(options), _time);

    private void Advance(int ms)
    {
        for (var passed = 0; passed < ms; passed += (int)Step.TotalMilliseconds)
        {
            _time.Advance(Step);
        }
    }

    /// <summary>Moves the clock on until the task has ended; says how many ms that took.</summary>
    private async Task<int> FinishAsync(Task task)
    {
        var start = _time.GetUtcNow();
        while (!task.IsCompleted)
        {
            _time.Advance(Step);
            await Task.Yield();
        }

        await task;
        return (int)(_time.GetUtcNow() - start).TotalMilliseconds;
    }
}
