using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Health;

public sealed class FaultWatcherTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly JournalFeed _journal = new();
    private readonly FakeDisk _disk = new();
    private readonly FaultBoard _faults;
    private readonly ControllerClock _clock;
    private readonly IOptions<HealthOptions> _options = Options.Create(new HealthOptions());

    public FaultWatcherTests()
    {
        _faults = new FaultBoard(_journal, _time);
        _clock = new ControllerClock(_time);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_hot_processor_is_a_fault_until_it_has_cooled_by_five_degrees()
    {
        Directory.CreateDirectory(_folder.File("sys/class/thermal/thermal_zone0"));
        var watcher = new TemperatureWatcher(_faults, new MachineSensors(_folder.Name, ""), new NoRelayBoard(_time), _options);

        Assert.False(IsThereAt(75_000));
        Assert.True(IsThereAt(75_100));
        Assert.True(IsThereAt(70_100));
        Assert.False(IsThereAt(70_000));
        Assert.False(IsThereAt(74_000));
        Assert.Equal("processor 75.1 °C", Notes().First().Detail);

        bool IsThereAt(int thousandths)
        {
            File.WriteAllText(_folder.File("sys/class/thermal/thermal_zone0/temp"), $"{thousandths}");
            watcher.Look();
            return Stands(FaultCode.Temperature);
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(4499, true)]
    [InlineData(4500, false)]
    [InlineData(5500, false)]
    [InlineData(5501, true)]
    public void A_supply_out_of_its_range_is_a_fault_and_one_that_nobody_measures_is_not(int? millivolts, bool expected)
    {
        var board = new FakeMeasuringBoard(new BoardReadings { SupplyMv = millivolts }, Now);
        new SupplyWatcher(_faults, board, _options).Look();

        Assert.Equal(expected, Stands(FaultCode.SupplyVoltage));
    }

    [Theory]
    [InlineData(1000, 65, false)]
    [InlineData(1000, 63, true)]
    [InlineData(10_000, 501, false)]
    [InlineData(10_000, 499, true)]
    public void A_disk_is_full_below_64_MiB_or_a_twentieth(long totalMiB, long freeMiB, bool expected)
    {
        Disk(() => new DiskSpace(totalMiB << 20, freeMiB << 20)).Look();

        Assert.Equal(expected, Stands(FaultCode.DiskFull));
        Assert.False(Stands(FaultCode.DiskBroken));
    }

    [Fact]
    public void A_disk_that_refuses_a_write_is_broken_and_well_again_when_it_takes_one()
    {
        var watcher = Disk(() => new DiskSpace(1L << 34, 1L << 33));
        _disk.SyncFails = true;
        watcher.Look();
        Assert.True(Stands(FaultCode.DiskBroken));
        Assert.Equal("Input/output error", Assert.Single(_faults.Standing).Detail);

        _disk.SyncFails = false;
        watcher.Look();
        Assert.True(Stands(FaultCode.DiskBroken));
        _time.Advance(TimeSpan.FromMinutes(10));
        watcher.Look();

        Assert.False(Stands(FaultCode.DiskBroken));
        Assert.False(File.Exists(_folder.File(DiskWatcher.ProbeName)));
    }

    [Fact]
    public void A_disk_without_room_is_full_and_not_broken()
    {
        _disk.Room = 3;
        Disk(() => new DiskSpace(1L << 34, 0)).Look();

        Assert.True(Stands(FaultCode.DiskFull));
        Assert.False(Stands(FaultCode.DiskBroken));
    }

    [Fact]
    public void A_clock_that_nobody_attested_for_a_day_is_unsure()
    {
        var watcher = new ClockWatcher(_faults, _clock, _time);
        _time.Advance(TimeSpan.FromHours(24));
        watcher.Look();
        Assert.False(Stands(FaultCode.ClockUnsure));

        _time.Advance(TimeSpan.FromSeconds(1));
        watcher.Look();
        Assert.True(Stands(FaultCode.ClockUnsure));

        Attest();
        watcher.Look();
        Assert.False(Stands(FaultCode.ClockUnsure));
    }

    // 120 ppm of drift are reckoned with after one answer: 250 ms after 2,083.3 s.
    [Theory]
    [InlineData(2_083, false)]
    [InlineData(2_084, true)]
    public void A_clock_that_may_be_off_by_250_ms_is_unsure(int secondsSince, bool expected)
    {
        Attest();
        _time.Advance(TimeSpan.FromSeconds(secondsSince));
        new ClockWatcher(_faults, _clock, _time).Look();

        Assert.Equal(expected, Stands(FaultCode.ClockUnsure));
    }

    [Fact]
    public void A_self_test_is_overdue_after_two_days()
    {
        Attest();
        var record = new SelfTestRecord(_folder.Name, DiskAccess.Real, _clock, NullLogger<SelfTestRecord>.Instance);
        var watcher = new SelfTestWatcher(_faults, record, _clock, _time);
        _time.Advance(TimeSpan.FromDays(2));
        watcher.Look();
        Assert.False(Stands(FaultCode.SelfTestOverdue));

        _time.Advance(TimeSpan.FromMinutes(1));
        watcher.Look();
        Assert.True(Stands(FaultCode.SelfTestOverdue));

        record.Note(passed: true);
        watcher.Look();
        Assert.False(Stands(FaultCode.SelfTestOverdue));
        Assert.Equal([true, false], Notes().Select(note => note.Fault!.Began));
    }

    [Fact]
    public void A_sound_server_that_is_dead_is_a_fault_until_it_is_back()
    {
        var playout = new FakePlayout();
        var watcher = new SoundWatcher(_faults, playout.Door, _time);
        watcher.Look();
        Assert.Empty(_faults.Standing);

        playout.SoundFault = "Connection refused";
        watcher.Look();
        var fault = Assert.Single(_faults.Standing);
        Assert.Equal((FaultCode.SoundLost, "Connection refused"), (fault.Code, fault.Detail));
        Assert.Contains("声卡", FaultCatalogue.SentenceOf(fault.Code), StringComparison.Ordinal);

        playout.SoundFault = null;
        watcher.Look();
        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public void What_the_self_test_found_stands_until_a_broadcast_sounded_to_its_end()
    {
        var playout = new FakePlayout();
        var watcher = new SoundWatcher(_faults, playout.Door, _time);
        _faults.Raise(FaultCode.SoundLost, "no card");
        watcher.Look();
        End(playout, underruns: 1);
        Assert.True(Stands(FaultCode.SoundLost));

        End(playout, underruns: 0);
        Assert.False(Stands(FaultCode.SoundLost));
    }

    [Theory]
    [InlineData(0, 2, false)]
    [InlineData(0, 3, true)]
    [InlineData(25, 1, true)]
    [InlineData(31, 1, false)]
    public void Three_underruns_in_a_broadcast_or_an_hour_are_a_fault(int minutesBetween, int each, bool expected)
    {
        var playout = new FakePlayout();
        _ = new SoundWatcher(_faults, playout.Door, _time);
        for (var broadcast = 0; broadcast < (minutesBetween == 0 ? 1 : 3); broadcast++)
        {
            _time.Advance(TimeSpan.FromMinutes(minutesBetween));
            End(playout, each);
        }

        Assert.Equal(expected, Stands(FaultCode.SoundUnderruns));
        End(playout, underruns: 0);
        Assert.False(Stands(FaultCode.SoundUnderruns));
        End(playout, underruns: 1);
        Assert.False(Stands(FaultCode.SoundUnderruns));
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(-600, true)]
    [InlineData(0.9, false)]
    public void A_wall_clock_that_was_set_wrong_is_a_fault_until_it_is_right_again(double seconds, bool expected)
    {
        var wall = new SteppedTime(_time);
        var clock = Stepped(wall, out var watcher);
        Offer(clock, wall);
        _time.Advance(TimeSpan.FromHours(1));
        watcher.Look();
        Assert.Empty(_faults.Standing);

        wall.Step = TimeSpan.FromSeconds(seconds);
        watcher.Look();
        watcher.Look();
        Assert.Equal(expected, Stands(FaultCode.ClockStepped));
        Assert.Equal(expected ? [(long)(seconds * 1e6)] : [], Notes().Where(note => note.Kind == JournalKind.Clock).Select(note => note.StepUs!.Value));

        wall.Step = TimeSpan.Zero;
        watcher.Look();
        Assert.False(Stands(FaultCode.ClockStepped));
    }

    [Fact]
    public void A_wall_clock_that_stays_wrong_is_told_for_a_day()
    {
        var wall = new SteppedTime(_time);
        var clock = Stepped(wall, out var watcher);
        Offer(clock, wall);
        wall.Step = TimeSpan.FromMinutes(10);
        watcher.Look();
        Assert.Equal("+600.0 s", Assert.Single(_faults.Standing).Detail);

        _time.Advance(TimeSpan.FromHours(24));
        watcher.Look();
        Assert.True(Stands(FaultCode.ClockStepped));
        _time.Advance(TimeSpan.FromSeconds(1));
        watcher.Look();
        Assert.False(Stands(FaultCode.ClockStepped));
    }

    [Fact]
    public void A_wall_clock_that_is_put_right_at_boot_is_on_record_and_no_fault()
    {
        var wall = new SteppedTime(_time) { Step = TimeSpan.FromDays(-9000) };
        var clock = Stepped(wall, out var watcher);
        wall.Step = TimeSpan.Zero;
        watcher.Look();
        Offer(clock, wall);
        watcher.Look();

        Assert.Empty(_faults.Standing);
        Assert.Equal(9000 * 86_400_000_000L, Assert.Single(Notes()).StepUs);
    }

    private ControllerClock Stepped(SteppedTime wall, out ClockStepWatcher watcher)
    {
        var clock = new ControllerClock(wall);
        watcher = new ClockStepWatcher(_faults, _journal, clock, wall);
        return clock;
    }

    // The controller says what the wall clock says unstepped.
    private void Offer(ControllerClock clock, SteppedTime wall) => clock.Offer(
        wall.GetTimestamp(),
        wall.GetTimestamp(),
        new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = _time.GetUtcNow(), AnsweredAt = _time.GetUtcNow() });

    private void End(FakePlayout playout, int underruns) => playout.Door.RaiseReported(new PlaybackReport
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = Orders.Gateway,
        At = Now,
        Stage = PlaybackStage.Finished,
        Evidence = new PlaybackEvidence { FirstSampleAt = Now, FirstSampleErrorUs = 0, FramesPlayed = 10, FramesConcealed = 0, FramesMissed = 0, Underruns = underruns },
    });

    private DiskWatcher Disk(Func<DiskSpace> space) => new(_faults, _folder.Name, _ => space(), _disk.Access, _time);

    private bool Stands(FaultCode code) => _faults.Standing.Any(fault => fault.Code == code);

    private IEnumerable<JournalNote> Notes()
    {
        while (_journal.Notes.TryRead(out var note))
        {
            yield return note;
        }
    }

    private void Attest() => _clock.Offer(
        _time.GetTimestamp(),
        _time.GetTimestamp(),
        new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = Now, AnsweredAt = Now });

    /// <summary>A board that only measures.</summary>
    private sealed class FakeMeasuringBoard(BoardReadings readings, DateTimeOffset at) : IRelayBoard
    {
        public ushort Held => 0;

        public TimeSpan LongestAnswer => TimeSpan.Zero;

        public RelayBoardState State { get; } =
            new(at, RelayLink.Connected, Asked: 0, Contacts: 0, Settled: true, Firmware: null, Problem: null) { Readings = readings };

        public event Action<RelayBoardState> Observed
        {
            add { }
            remove { }
        }

        public void Hold(ushort relays)
        {
        }
    }
}
