using static CloudBroadcast.DeviceAgent.Amplifiers.FakeGateway;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Two sound lines behind one amplifier: each has its zones, the power is of both.</summary>
public sealed class AmplifierLineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly AmplifierLine One = new(0, Mask(0, 1, 2));
    private static readonly AmplifierLine Two = new(1, Mask(0, 3, 4));

    private readonly FakeGateway _gateway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<ushort> Masks => _gateway.Board.Edges.Select(edge => edge.Relays);

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_line_that_wakes_beside_another_adds_its_zones_and_takes_them_away_again()
    {
        await WakeAsync(One, 1);
        var took = await WakeAsync(Two, 3);
        await SleepAsync(Two);
        await SleepAsync(One);

        Assert.Equal(100, took); // the power has been on: no warm-up
        Assert.Equal([Mask(0), Mask(0, 1), Mask(0, 1, 3), Mask(0, 1), Mask(0), Mask()], Masks);
    }

    [Fact]
    public async Task The_line_that_woke_first_may_go_first()
    {
        await WakeAsync(One, 1);
        await WakeAsync(Two, 3);
        await SleepAsync(One);
        await SleepAsync(Two);

        Assert.Equal([Mask(0), Mask(0, 1), Mask(0, 1, 3), Mask(0, 3), Mask(0), Mask()], Masks);
    }

    [Fact]
    public async Task Lines_that_wake_together_share_the_warm_up()
    {
        var one = _gateway.Amplifier.WakeAsync(One, Zones(1, 2), Cancellation);
        var two = _gateway.Amplifier.WakeAsync(Two, Zones(3), Cancellation);
        var took = await _gateway.FinishAsync(Task.WhenAll(one, two));

        Assert.Equal(600, took);
        Assert.Equal([(0, Mask(0)), (500, Mask(0, 1, 2, 3))], _gateway.Board.Edges);
        Assert.Equal([AmplifierReadiness.Ready, AmplifierReadiness.Ready], [await one, await two]);
    }

    [Fact]
    public async Task Lines_that_sleep_together_leave_nothing_on()
    {
        await WakeAsync(One, 1);
        await WakeAsync(Two, 3);

        await _gateway.FinishAsync(Task.WhenAll(
            _gateway.Amplifier.SleepAsync(One, Cancellation),
            _gateway.Amplifier.SleepAsync(Two, Cancellation)));

        // Whichever goes first, the other's zone and the power stay for it.
        Assert.Contains(_gateway.Board.Edges[^3].Relays, new[] { Mask(0, 1), Mask(0, 3) });
        Assert.Equal([Mask(0), Mask()], Masks.TakeLast(2));
    }

    [Fact]
    public async Task A_line_switches_between_its_own_zones_alone()
    {
        await WakeAsync(One, 1);
        await WakeAsync(Two, 3);
        await WakeAsync(One, 2);

        Assert.Equal([Mask(0, 1, 3), Mask(0, 2, 3)], Masks.TakeLast(2));
    }

    [Fact]
    public async Task A_wake_between_zones_and_power_of_another_line_finds_the_power_on()
    {
        await WakeAsync(One, 1);
        var sleeping = _gateway.Amplifier.SleepAsync(One, Cancellation);
        _gateway.Advance(250);
        Assert.Equal(Mask(0), _gateway.Board.Held);

        var waking = _gateway.Amplifier.WakeAsync(Two, Zones(3), Cancellation);
        await sleeping.WaitAsync(Patience, Cancellation);
        await _gateway.FinishAsync(waking);
        _gateway.Advance(5000);

        Assert.Equal([Mask(0), Mask(0, 1), Mask(0), Mask(0, 3)], Masks);
    }

    [Fact]
    public async Task A_wake_in_the_hold_off_of_another_line_does_not_keep_that_lines_zones()
    {
        await WakeAsync(One, 1);
        var sleeping = _gateway.Amplifier.SleepAsync(One, Cancellation);
        _gateway.Advance(100);
        var waking = _gateway.Amplifier.WakeAsync(Two, Zones(3), Cancellation);
        await _gateway.FinishAsync(Task.WhenAll(sleeping, waking));

        Assert.Equal(Mask(0, 3), _gateway.Board.Held);
    }

    [Theory]
    [InlineData(100)] // warming up
    [InlineData(550)] // settling
    public async Task A_wake_that_is_cancelled_spares_the_line_that_waits_behind_it(int after)
    {
        using var stop = new CancellationTokenSource();
        var one = _gateway.Amplifier.WakeAsync(One, Zones(1), stop.Token);
        var two = _gateway.Amplifier.WakeAsync(Two, Zones(3), Cancellation);
        _gateway.Advance(after);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await _gateway.FinishAsync(two);
        Assert.Equal(Mask(0, 3), _gateway.Board.Held);
        await SleepAsync(Two);
        Assert.Equal(Mask(), _gateway.Board.Held);
    }

    [Fact]
    public async Task A_wake_that_is_cancelled_while_it_waits_leaves_nothing_of_its_own()
    {
        using var stop = new CancellationTokenSource();
        var one = _gateway.Amplifier.WakeAsync(One, Zones(1), Cancellation);
        var two = _gateway.Amplifier.WakeAsync(Two, Zones(3), stop.Token);
        _gateway.Advance(100);

        await stop.CancelAsync();
        await _gateway.FinishAsync(one);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        Assert.Equal([Mask(0), Mask(0, 1)], Masks);
    }

    [Fact]
    public async Task A_sleep_that_is_cancelled_lets_its_own_zones_go_at_once()
    {
        await WakeAsync(One, 1);
        await WakeAsync(Two, 3);
        using var stop = new CancellationTokenSource();
        var sleeping = _gateway.Amplifier.SleepAsync(Two, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleeping);
        Assert.Equal(Mask(0, 1), _gateway.Board.Held);
    }

    [Fact]
    public async Task What_the_board_let_go_by_itself_does_not_come_back_with_another_line()
    {
        await WakeAsync(One, 1);
        _gateway.Board.LetGo("let go after the longest on-time");

        await WakeAsync(Two, 3);
        Assert.Equal(Mask(0, 3), _gateway.Board.Held);
        await SleepAsync(Two);
        Assert.Equal(Mask(), _gateway.Board.Held);
        await SleepAsync(One);

        Assert.Equal(Mask(), _gateway.Board.Held);
    }

    [Fact]
    public async Task A_line_that_wakes_while_the_board_is_lost_leaves_the_others_wish_standing()
    {
        await WakeAsync(One, 1);
        _gateway.Board.Say(RelayLink.Lost, "the port is gone");

        await WakeAsync(Two, 3);

        Assert.Equal(Mask(0, 1, 3), _gateway.Board.Held);
        Assert.All(Masks.Skip(1), mask => Assert.Equal(Mask(0, 1), (ushort)(mask & Mask(0, 1))));
    }

    [Fact]
    public async Task A_dead_contact_of_one_line_is_not_the_others()
    {
        _gateway.Board.Dead = Mask(3);
        var one = _gateway.Amplifier.WakeAsync(One, Zones(1), Cancellation);
        var two = _gateway.Amplifier.WakeAsync(Two, Zones(3), Cancellation);
        await _gateway.FinishAsync(Task.WhenAll(one, two));

        Assert.Equal(AmplifierReadiness.Ready, await one);
        Assert.Equal(AmplifierReadiness.NotConfirmed("zone 3 reads open after it was switched on"), await two);
        Assert.Equal(Mask(3), _gateway.Facts[^1].Concerns);
    }

    private Task<int> WakeAsync(AmplifierLine line, params int[] zones) =>
        _gateway.FinishAsync(_gateway.Amplifier.WakeAsync(line, Zones(zones), Cancellation));

    private Task<int> SleepAsync(AmplifierLine line) => _gateway.FinishAsync(_gateway.Amplifier.SleepAsync(line, Cancellation));
}
