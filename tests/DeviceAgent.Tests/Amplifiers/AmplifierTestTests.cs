using static CloudBroadcast.DeviceAgent.Amplifiers.FakeGateway;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Relays that are tried and amplifiers that sound without a broadcast.</summary>
public sealed class AmplifierTestTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeGateway _gateway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_relay_is_closed_alone_for_a_second_and_opened_again(int relay)
    {
        var test = _gateway.Amplifier.TestRelayAsync(relay, Second, Cancellation);
        await _gateway.FinishAsync(test);

        Assert.Null(await test);
        Assert.Equal([Mask(relay), Mask()], _gateway.Board.Edges.Select(edge => edge.Relays));
        Assert.InRange(_gateway.Board.Edges[1].Ms - _gateway.Board.Edges[0].Ms, 1000, 1100);
    }

    [Theory]
    [InlineData(false, "zone 3 reads open after it was switched on")]
    [InlineData(true, "zone 3 reads closed after it was released")]
    public async Task A_contact_that_does_not_follow_is_named(bool welded, string expected)
    {
        (_gateway.Board.Welded, _gateway.Board.Dead) = welded ? (Mask(3), Mask()) : (Mask(), Mask(3));
        var test = _gateway.Amplifier.TestRelayAsync(3, Second, Cancellation);
        await _gateway.FinishAsync(test);

        Assert.Equal(expected, await test);
        Assert.Equal(0, _gateway.Board.Held);
    }

    [Fact]
    public async Task Nothing_is_tried_while_a_broadcast_holds_the_amplifier()
    {
        await _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation));

        Assert.NotNull(await _gateway.Amplifier.TestRelayAsync(2, Second, Cancellation));
        Assert.NotNull(await _gateway.Amplifier.SoundAsync(Zones(2), _ => throw new InvalidOperationException("Heard."), Cancellation));

        Assert.Equal(Mask(0, 1), _gateway.Board.Held);
    }

    [Fact]
    public async Task A_broadcast_that_comes_ends_a_test_and_is_awake()
    {
        var test = _gateway.Amplifier.TestRelayAsync(2, Second, Cancellation);
        _gateway.Advance(200);

        var waking = _gateway.Amplifier.WakeAsync(AmplifierLine.Sole, Zones(1), Cancellation);
        Assert.NotNull(await test.WaitAsync(Patience, Cancellation));
        await _gateway.FinishAsync(waking);
        _gateway.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(AmplifierReadiness.Ready, await waking);
        Assert.Equal(Mask(0, 1), _gateway.Board.Held);
    }

    [Fact]
    public async Task A_sound_is_made_between_waking_and_letting_go()
    {
        ushort during = 0;
        var sounding = _gateway.Amplifier.SoundAsync(
            Zones(1, 2),
            _ =>
            {
                during = _gateway.Board.Held;
                return Task.CompletedTask;
            },
            Cancellation);
        await _gateway.FinishAsync(sounding);

        Assert.Null(await sounding);
        Assert.Equal(Mask(0, 1, 2), during);
        Assert.Equal(0, _gateway.Board.Held);
    }

    [Fact]
    public async Task A_sound_that_fails_leaves_nothing_on()
    {
        var sounding = _gateway.Amplifier.SoundAsync(Zones(1), _ => throw new IOException("no card"), Cancellation);

        await Assert.ThrowsAsync<IOException>(() => _gateway.FinishAsync(sounding));
        Assert.Equal(0, _gateway.Board.Held);
    }
}
