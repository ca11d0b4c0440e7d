using static CloudBroadcast.DeviceAgent.Amplifiers.FakeGateway;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Which relay moves when.</summary>
public sealed class AmplifierOrderTests : IDisposable
{
    private readonly FakeGateway _gateway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Power_comes_first_and_the_zones_after_the_warm_up()
    {
        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1, 3), Cancellation);
        var took = await _gateway.FinishAsync(waking);

        Assert.Equal([(0, Mask(0)), (500, Mask(0, 1, 3))], _gateway.Board.Edges);
        Assert.Equal(600, took);
        Assert.Equal(AmplifierReadiness.Ready, await waking);
    }

    [Fact]
    public async Task The_zones_go_first_and_the_power_after_the_gap()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(2), Cancellation));
        _gateway.Board.Edges.Clear();

        var took = await _gateway.FinishAsync(_gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation));

        Assert.Equal([(800, Mask(0)), (900, Mask())], _gateway.Board.Edges);
        Assert.Equal(300, took);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(2000, 50, 1000, 300, 0)]
    [InlineData(500, 100, 200, 0, 700)]
    public async Task Each_time_is_an_option(int warmUp, int settle, int holdOff, int gap, int sound)
    {
        using var amplifier = _gateway.New(new AmplifierOptions
        {
            WarmUp = TimeSpan.FromMilliseconds(warmUp),
            Settle = TimeSpan.FromMilliseconds(settle),
            HoldOff = TimeSpan.FromMilliseconds(holdOff),
            Gap = TimeSpan.FromMilliseconds(gap),
        });

        await _gateway.FinishAsync(amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        _gateway.Time.Advance(TimeSpan.FromMilliseconds(sound));
        await _gateway.FinishAsync(amplifier.SleepAsync(AmplifierLine.Sole, Cancellation));

        var end = warmUp + settle + sound + holdOff;
        Assert.Equal([(0, Mask(0)), (warmUp, Mask(0, 1)), (end, Mask(0)), (end + gap, Mask())], _gateway.Board.Edges);
    }

    [Fact]
    public async Task Ready_comes_within_the_wake_time()
    {
        var took = await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));

        Assert.Equal(TimeSpan.FromMilliseconds(500 + 300 + 1000), _gateway.Amplifier.WakeTime);
        Assert.True(took <= _gateway.Amplifier.WakeTime.TotalMilliseconds);
    }

    [Fact]
    public async Task An_awake_amplifier_only_changes_its_zones()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        _gateway.Board.Edges.Clear();

        var took = await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1, 4), Cancellation));

        Assert.Equal([(600, Mask(0, 1, 4))], _gateway.Board.Edges);
        Assert.Equal(100, took);
    }

    [Fact]
    public async Task An_amplifier_without_a_power_relay_switches_zones_alone()
    {
        using var amplifier = _gateway.New(new AmplifierOptions { PowerRelay = false });

        await _gateway.FinishAsync(amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        await _gateway.FinishAsync(amplifier.SleepAsync(AmplifierLine.Sole, Cancellation));

        Assert.Equal([(0, Mask(1)), (300, Mask())], _gateway.Board.Edges);
        Assert.Equal(TimeSpan.FromMilliseconds(300 + 1000), amplifier.WakeTime);
    }

    [Theory]
    [InlineData(8, 0, "zone \"0\" does not exist: 1 to 8 do")]
    [InlineData(8, 9, "zone \"9\" does not exist: 1 to 8 do")]
    [InlineData(2, 3, "zone \"3\" does not exist: 1 to 2 do")]
    public async Task A_zone_that_does_not_exist_is_refused_and_nothing_moves(int wired, int zone, string said)
    {
        using var amplifier = _gateway.New(new AmplifierOptions { Zones = wired });

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => amplifier.WakeAsync(AmplifierLine.Sole, Zones(1, zone), Cancellation));

        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_gateway.Board.Edges);
    }
}
