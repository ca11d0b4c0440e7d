using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

public sealed class StateCadenceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WatchedTime _time = new();
    private readonly StateCadence _cadence;

    public StateCadenceTests() => _cadence = new StateCadence(_time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 15_000)]
    [InlineData(false, 60_000)]
    public async Task A_state_is_due_within(bool isMoving, int ms)
    {
        var due = _cadence.WaitAsync(isMoving, Stop);

        await AssertDueAfterAsync(due, ms);
    }

    [Fact]
    public async Task What_somebody_waits_for_is_told_with_what_changes_in_the_same_moment()
    {
        var due = _cadence.WaitAsync(isMoving: false, Stop);
        await _time.WaitBegunAsync(60_000);

        _cadence.RingNow();

        await AssertDueAfterAsync(due, 200);
    }

    [Fact]
    public async Task What_rang_before_anybody_waited_is_not_lost()
    {
        _cadence.RingNow();

        await AssertDueAfterAsync(_cadence.WaitAsync(isMoving: false, Stop), 200);
    }

    [Fact]
    public async Task A_thousand_refusals_make_one_state()
    {
        var due = _cadence.WaitAsync(isMoving: false, Stop);
        await _time.WaitBegunAsync(60_000);
        for (var count = 0; count < 1000; count++)
        {
            _cadence.RingSoon();
        }

        await AssertDueAfterAsync(due, 2_000);
    }

    [Fact]
    public async Task What_somebody_waits_for_is_not_kept_back_by_what_can_wait()
    {
        var due = _cadence.WaitAsync(isMoving: false, Stop);
        _cadence.RingSoon();
        await _time.WaitBegunAsync(2_000);

        _cadence.RingNow();

        await AssertDueAfterAsync(due, 200);
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to()
    {
        using var end = new CancellationTokenSource();
        var due = _cadence.WaitAsync(isMoving: false, end.Token);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => due.WaitAsync(Patience, Stop));
    }

    [Fact]
    public void Measurements_alone_are_no_change()
    {
        var before = State();

        Assert.False(StateCadence.IsMoving(null, before));
        Assert.False(StateCadence.IsMoving(before, State() with
        {
            Sequence = 2,
            At = before.At.AddSeconds(60),
            ClockOffsetUs = 17,
            Amplifier = before.Amplifier with { LineMv = 3, TemperatureC = 41, ZonesAsked = [] },
            Machine = new MachineReading { UptimeS = 60 },
        }));
    }

    [Theory]
    [InlineData("a broadcast")]
    [InlineData("another fault")]
    [InlineData("a fault less")]
    [InlineData("a zone")]
    [InlineData("the board's link")]
    [InlineData("a refusal")]
    [InlineData("a piece in the store")]
    public void Something_moves_with(string what)
    {
        var before = State();
        var now = what switch
        {
            "a broadcast" => before with { OnAir = new OnAirState { BroadcastId = Guid.NewGuid(), PositionMs = 0, BufferedMs = 0, VolumePercent = 80 } },
            "another fault" => before with { Faults = [new FaultReading { Code = FaultCode.SoundLost, Since = default }] },
            "a fault less" => before with { Faults = [] },
            "a zone" => before with { Amplifier = before.Amplifier with { ZonesAsked = [1] } },
            "the board's link" => before with { Amplifier = before.Amplifier with { Connected = false } },
            "a refusal" => before with { RefusedOrders = 1 },
            _ => before with { Store = new StoreReading { Needed = 2, Held = 1, Bytes = 1, FreeBytes = 1 } },
        };

        Assert.True(StateCadence.IsMoving(before, now));
    }

    private static GatewayState State() => new()
    {
        Version = WireVersion.Current,
        Gateway = "gw-620321104200",
        At = DateTimeOffset.UnixEpoch,
        Sequence = 1,
        AgentVersion = "1.0.0",
        StartedAt = DateTimeOffset.UnixEpoch,
        Amplifier = new AmplifierReading { Connected = true, PowerAsked = false, ZonesAsked = [] },
        Sound = new SoundReading { Output = "wav" },
        RefusedOrders = 0,
        RefusedBundles = 0,
        Faults = [new FaultReading { Code = FaultCode.DiskFull, Since = default }],
    };

    private async Task AssertDueAfterAsync(Task due, int ms)
    {
        await _time.WaitBegunAsync(ms);
        _time.Advance(TimeSpan.FromMilliseconds(ms - 1));
        Assert.False(due.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await due.WaitAsync(Patience, Stop);
    }
}
