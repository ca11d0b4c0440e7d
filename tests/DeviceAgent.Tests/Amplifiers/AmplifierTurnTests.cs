using static CloudBroadcast.DeviceAgent.Amplifiers.FakeGateway;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Calls that meet each other, and calls that are cancelled.</summary>
public sealed class AmplifierTurnTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeGateway _gateway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData(100)] // while the zones are still on
    [InlineData(250)] // between zones and power
    public async Task A_wake_during_a_sleep_wins_and_ends_awake(int after)
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        var sleeping = _gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);
        _gateway.Time.Advance(TimeSpan.FromMilliseconds(after));

        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(2), Cancellation);

        // The wake ends the sleep on a thread of the pool: the clock stands still until it has.
        await sleeping.WaitAsync(Patience, Cancellation);
        await _gateway.FinishAsync(waking);
        _gateway.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(AmplifierReadiness.Ready, await waking);
        Assert.Equal(Mask(0, 2), _gateway.Board.Held);
        Assert.DoesNotContain(_gateway.Board.Edges, edge => edge.Relays == 0);
    }

    [Fact]
    public async Task A_sleep_during_a_wake_comes_after_it()
    {
        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation);
        var sleeping = _gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);
        await _gateway.FinishAsync(waking);
        await _gateway.FinishAsync(sleeping);

        Assert.Equal([Mask(0), Mask(0, 1), Mask(0), Mask()], _gateway.Board.Edges.Select(edge => edge.Relays));
    }

    [Theory]
    [InlineData(100)] // warming up
    [InlineData(550)] // settling
    public async Task A_cancelled_wake_lets_everything_go(int after)
    {
        using var stop = new CancellationTokenSource();
        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), stop.Token);
        _gateway.Advance(after);
        Assert.True(RelayMask.HasPower(_gateway.Board.Held));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waking);
        Assert.Equal(Mask(), _gateway.Board.Held);
    }

    [Fact]
    public async Task A_cancelled_sleep_lets_everything_go_at_once()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        using var stop = new CancellationTokenSource();
        var sleeping = _gateway.Amplifier.SleepAsync(AmplifierLine.Sole, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
        Assert.Equal(Mask(), _gateway.Board.Held);
    }

    [Fact]
    public async Task A_wake_that_ended_a_sleep_and_is_cancelled_lets_everything_go()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        var sleeping = _gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);
        using var stop = new CancellationTokenSource();
        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(2), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waking);
        await sleeping.WaitAsync(Patience, Cancellation);
        Assert.Equal(Mask(), _gateway.Board.Held);
    }
}
