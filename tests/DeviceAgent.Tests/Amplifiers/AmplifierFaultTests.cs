using Microsoft.Extensions.Options;
using static CloudBroadcast.DeviceAgent.Amplifiers.FakeGateway;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>What is said of contacts and boards that do not follow.</summary>
public sealed class AmplifierFaultTests : IDisposable
{
    private readonly FakeGateway _gateway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_dead_contact_is_not_confirmed_and_named()
    {
        _gateway.Board.Dead = Mask(0, 2);

        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1, 2), Cancellation);
        await _gateway.FinishAsync(waking);

        var readiness = await waking;
        Assert.Equal(AmplifierOutcome.NotConfirmed, readiness.Outcome);
        Assert.Equal("power reads open after it was switched on; zone 2 reads open after it was switched on", readiness.What);
        Assert.Equal(Mask(0, 1, 2), _gateway.Board.Held);
    }

    [Fact]
    public async Task A_welded_contact_is_reported_and_never_called_off()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        _gateway.Board.Welded = Mask(1);
        await _gateway.FinishAsync(_gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation));

        Assert.Equal([1], _gateway.Facts[^1].Zones);
        Assert.False(_gateway.Facts[^1].Confirmed);
        Assert.Equal("zone 1 reads closed after it was released", _gateway.Facts[^1].Fault);
        Assert.Empty(_gateway.Amplifier.State.ZonesAsked);
        Assert.Equal([1], _gateway.Amplifier.State.ZonesRead);
        Assert.Equal("zone 1 reads closed after it was released", _gateway.Amplifier.State.Fault);
    }

    [Fact]
    public async Task Facts_tell_each_change_once_with_its_time()
    {
        var start = _gateway.Time.GetUtcNow();
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1, 2), Cancellation));
        _gateway.Board.Hold(_gateway.Board.Held);
        await _gateway.FinishAsync(_gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation));

        Assert.Equal(
            [(0.0, true, ""), (500, true, "1,2"), (800, true, ""), (900, false, "")],
            _gateway.Facts.Select(fact => ((fact.At - start).TotalMilliseconds, fact.Power, string.Join(',', fact.Zones))));
        Assert.All(_gateway.Facts, fact => Assert.True(fact is { Confirmed: true, Fault: null }));
    }

    [Fact]
    public async Task A_lost_port_is_said_in_time_and_the_wish_stands()
    {
        _gateway.Board.Say(RelayLink.Lost, "the bridge did not answer");

        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation);
        var took = await _gateway.FinishAsync(waking);

        Assert.Equal(AmplifierReadiness.PortFailed("the bridge did not answer"), await waking);
        Assert.True(took <= _gateway.Amplifier.WakeTime.TotalMilliseconds);
        Assert.Equal(Mask(0, 1), _gateway.Board.Held);
        Assert.Equal((null, null, false), (_gateway.Amplifier.State.PowerRead, _gateway.Amplifier.State.ZonesRead, _gateway.Amplifier.State.BridgeConnected));
        Assert.Equal("the bridge did not answer", _gateway.Facts[^1].Fault);

        await _gateway.FinishAsync(_gateway.Amplifier.SleepAsync(AmplifierLine.Sole, Cancellation));
        Assert.Equal(Mask(), _gateway.Board.Held);
    }

    [Fact]
    public async Task After_the_board_let_go_by_itself_the_next_wake_warms_up_again()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        _gateway.Board.LetGo("let go after the longest on-time");
        Assert.Equal("let go after the longest on-time", _gateway.Amplifier.State.Fault);
        _gateway.Board.Edges.Clear();

        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));

        Assert.Equal([(600, Mask(0)), (1100, Mask(0, 1))], _gateway.Board.Edges);
    }

    [Fact]
    public async Task Without_a_board_a_wake_is_at_once_and_claims_nothing()
    {
        using var amplifier = new Amplifier(new NoRelayBoard(_gateway.Time), Options.Create(new AmplifierOptions()), _gateway.Time);

        Assert.Equal(TimeSpan.Zero, amplifier.WakeTime);
        Assert.Equal(AmplifierReadiness.NoBoard, await amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));
        Assert.Equal((true, null, false), (amplifier.State.PowerAsked, amplifier.State.PowerRead, amplifier.State.BridgeConnected));
        await amplifier.SleepAsync(AmplifierLine.Sole, Cancellation);
        Assert.False(amplifier.State.PowerAsked);
    }
}
