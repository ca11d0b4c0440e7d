using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Health;

public sealed class SelfTestTests : IDisposable
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly TimeOnly AtNight = new(3, 10);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero));
    private readonly JournalFeed _journal = new();
    private readonly FaultBoard _faults;
    private readonly SelfTestRecord _record;

    public SelfTestTests()
    {
        _faults = new FaultBoard(_journal, _time);
        _record = new SelfTestRecord(_folder.Name, DiskAccess.Real, new ControllerClock(_time), NullLogger<SelfTestRecord>.Instance);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_passes_is_told_in_journal_and_state()
    {
        Assert.Null(await RunAsync(Check("relays", null), Check("clock", null)));

        Assert.True(_record.Last!.Passed);
        Assert.True(_journal.Notes.TryRead(out var note));
        Assert.Equal((JournalKind.Maintenance, "self-test passed: relays, clock"), (note.Kind, note.Detail));
        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public async Task All_that_is_wrong_is_found_at_once_and_its_fault_stands_until_a_test_passes()
    {
        var found = await RunAsync(Check("relays", "zone 3 dead"), Check("sound", "no card", FaultCode.SoundLost), Check("clock", null));

        Assert.Equal("relays: zone 3 dead; sound: no card", found);
        Assert.False(_record.Last!.Passed);
        Assert.Equal((FaultCode.SoundLost, "no card"), _faults.Standing.Select(fault => (fault.Code, fault.Detail!)).Single());

        await RunAsync(Check("sound", null, FaultCode.SoundLost));
        Assert.Empty(_faults.Standing);
    }

    [Fact]
    public void It_comes_each_night_at_the_gateways_own_minute()
    {
        var after = new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);
        var first = NightlySelfTest.Next(after, Shanghai, AtNight, "gw-1");

        Assert.InRange(first, new DateTimeOffset(2026, 11, 24, 19, 10, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 24, 19, 39, 0, TimeSpan.Zero));
        Assert.Equal(first.AddDays(1), NightlySelfTest.Next(first, Shanghai, AtNight, "gw-1"));
        Assert.Equal(first, NightlySelfTest.Next(first.AddTicks(-1), Shanghai, AtNight, "gw-1"));
        Assert.True(Enumerable.Range(1, 12).Select(number => NightlySelfTest.Next(after, Shanghai, AtNight, $"gw-{number}")).Distinct().Count() > 6);
    }

    [Fact]
    public void A_wall_time_that_a_spring_night_skips_waits_for_the_next_night()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var next = NightlySelfTest.Next(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero), berlin, new TimeOnly(2, 10), "gw-1");

        Assert.Equal(new DateOnly(2026, 3, 30), DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(next, berlin).DateTime));
    }

    private static SelfTestCheck Check(string name, string? problem, FaultCode? fault = null) => new(name, _ => Task.FromResult(problem), fault);

    private Task<string?> RunAsync(params SelfTestCheck[] checks) =>
        new SelfTest(checks, _record, _faults, _journal, NullLogger<SelfTest>.Instance).RunAsync(TestContext.Current.CancellationToken);
}
