using CloudBroadcast.DeviceAgent.Amplifiers;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Health;

public sealed class StateComposerTests : IDisposable
{
    private static readonly DateTimeOffset Boot = new(1970, 1, 1, 0, 1, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset AtController = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Boot);
    private readonly RefusalCounts _counts = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ControllerClock _clock;
    private readonly FaultBoard _faults;
    private readonly SelfTestRecord _selfTest;
    private readonly SigningKey _key = SigningKey.Create();
    private readonly Journal _journal;
    private readonly StateComposer _composer;

    public StateComposerTests()
    {
        _clock = new ControllerClock(_time);
        using var authority = new FakeAuthority();
        using var key = SigningKey.Create();
        authority.WriteFiles(_folder.Name, Orders.Gateway, key, configure: limits => limits with { Revision = 7 });
        _journal = new Journal(new StoreOptions { Folder = _folder.Name }, Orders.Gateway, _key, DiskAccess.Real, NullLogger<Journal>.Instance);
        var installed = InstalledConfiguration.Load(_folder.Name, DiskAccess.Real);
        _faults = new FaultBoard(new JournalFeed(), _time);
        _selfTest = new SelfTestRecord(_folder.Name, DiskAccess.Real, _clock, NullLogger<SelfTestRecord>.Instance);
        _composer = new StateComposer(
            installed,
            _clock,
            new FakePlayout().Door,
            _counts,
            new MachineSensors(_folder.Name, _folder.File("signal")),
            _selfTest,
            _faults,
            _journal,
            InstalledSchedule.Load(_folder.Name, DiskAccess.Real, installed, _faults, NullLogger<InstalledSchedule>.Instance),
            FakeStore.Open(_folder.Name, _faults),
            _time);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_journal_says_how_far_it_is_and_how_much_of_it_the_controller_has()
    {
        Assert.Null(_composer.Compose().Journal);
        _journal.Open();
        for (var count = 0; count < 3; count++)
        {
            _journal.Append(new JournalNote(JournalKind.Stop), AtController, TimeStanding.Attested);
        }

        _journal.Take(_journal.Id!.Value, 2);

        Assert.Equal(new JournalReading { Sequence = 3, Taken = 2 }, _composer.Compose().Journal);
    }

    [Fact]
    public void Without_attested_time_it_says_so_and_gives_its_own()
    {
        var state = _composer.Compose();

        Assert.Null(state.ClockOffsetUs);
        Assert.Null(state.ClockUncertaintyUs);
        Assert.Equal((Boot, TimeStanding.None), (state.At, state.Time));
    }

    [Fact]
    public void With_attested_time_it_gives_the_controllers_and_how_far_its_own_is_off()
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        Attest(AtController);

        var state = _composer.Compose();

        Assert.Equal((AtController, TimeStanding.Attested), (state.At, state.Time));
        Assert.Equal(AtController.AddSeconds(-10), state.StartedAt);
        Assert.Equal((AtController - Boot.AddSeconds(10)).Ticks / 10, state.ClockOffsetUs);
        Assert.Equal(0, state.ClockUncertaintyUs);
    }

    [Fact]
    public void When_it_started_does_not_change_with_the_clock()
    {
        Attest(AtController);
        var before = _composer.Compose();
        _time.Advance(TimeSpan.FromMinutes(1));
        Attest(AtController.AddHours(1));

        Assert.Equal(before.StartedAt, _composer.Compose().StartedAt);
    }

    [Fact]
    public void Whoever_looks_on_the_spot_counts_nothing()
    {
        Assert.Equal((1, 1, 2), (_composer.Compose().Sequence, _composer.Look().Sequence, _composer.Compose().Sequence));
    }

    [Fact]
    public void Its_sequence_rises_by_one_and_what_was_refused_is_counted_by_reason()
    {
        _counts.CountOrder(RefusalReason.Curfew);
        _counts.CountBundle(RefusalReason.Signature);
        _counts.CountBundle(RefusalReason.Curfew);

        GatewayState[] states = [_composer.Compose(), _composer.Compose()];

        Assert.Equal([1, 2], states.Select(state => state.Sequence));
        Assert.Equal((1, 2), (states[0].RefusedOrders, states[0].RefusedBundles));
        Assert.Equal(
            [
                new RefusalTally { Reason = RefusalReason.Signature, Orders = 0, Bundles = 1 },
                new RefusalTally { Reason = RefusalReason.Curfew, Orders = 1, Bundles = 1 },
            ],
            states[0].Refusals);
        Assert.Equal(7, states[0].ConfigurationRevision);
    }

    [Fact]
    public void Faults_are_told_with_when_they_were_found_in_controller_time()
    {
        Attest(AtController);
        _faults.Raise(FaultCode.DiskFull, new string('x', 300));
        _time.Advance(TimeSpan.FromMinutes(1));
        _faults.Raise(FaultCode.SoundLost);
        _faults.Raise(FaultCode.DiskFull);

        var faults = _composer.Compose().Faults!;

        Assert.Equal([(FaultCode.DiskFull, AtController), (FaultCode.SoundLost, AtController.AddMinutes(1))], faults.Select(fault => (fault.Code, fault.Since)));
        Assert.Equal((200, null), (faults[0].Detail!.Length, faults[1].Detail));
        _faults.Clear(FaultCode.DiskFull);
        Assert.Equal(FaultCode.SoundLost, Assert.Single(_composer.Compose().Faults!).Code);
    }

    [Fact]
    public void What_the_machine_says_is_told_and_what_it_does_not_say_is_left_out()
    {
        var silent = _composer.Compose().Machine!;
        Directory.CreateDirectory(_folder.File("proc"));
        Directory.CreateDirectory(_folder.File("sys/class/thermal/thermal_zone0"));
        Directory.CreateDirectory(_folder.File("sys/class/thermal/thermal_zone1"));
        File.WriteAllText(_folder.File("proc/uptime"), "345600.51 600000.00\n");
        File.WriteAllText(_folder.File("sys/class/thermal/thermal_zone0/temp"), "47540\n");
        File.WriteAllText(_folder.File("sys/class/thermal/thermal_zone1/temp"), "asleep");
        File.WriteAllText(_folder.File("signal"), "-87\n");

        var machine = _composer.Compose().Machine!;

        Assert.Equal((null, null, null), (silent.UptimeS, silent.TemperatureC, silent.SignalDbm));
        Assert.Equal((345600, 47.5, -87, "jit"), (machine.UptimeS, machine.TemperatureC, machine.SignalDbm, machine.Build));
        Assert.InRange(machine.AgentBytes!.Value, 1 << 20, 1L << 32);
    }

    [Fact]
    public void The_last_self_test_is_told_through_restarts()
    {
        Attest(AtController);
        Assert.Null(_composer.Compose().SelfTest);

        _selfTest.Note(passed: false);

        var expected = new SelfTestReading { At = AtController, Passed = false };
        Assert.Equal(expected, _composer.Compose().SelfTest);
        Assert.Equal(expected, new SelfTestRecord(_folder.Name, DiskAccess.Real, _clock, NullLogger<SelfTestRecord>.Instance).Last);
    }

    [Fact]
    public void An_amplifier_is_told_as_it_was_read()
    {
        var reading = PlayoutWiring.Reading(new AmplifierState(true, false, [3, 1], [1], true, "1.0.0", "Power contact dead."));

        Assert.True(reading.PowerAsked);
        Assert.False(reading.PowerRead);
        Assert.Equal([1, 3], reading.ZonesAsked);
        Assert.Equal([1], reading.ZonesRead);
        Assert.Equal("Power contact dead.", reading.Fault);
    }

    private void Attest(DateTimeOffset at) => _clock.Offer(
        _time.GetTimestamp(),
        _time.GetTimestamp(),
        new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = at, AnsweredAt = at });
}
