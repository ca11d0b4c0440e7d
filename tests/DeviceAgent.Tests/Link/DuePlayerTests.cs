using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class DuePlayerTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);
    private static readonly PlayItem Item = new() { Sha256 = new string('a', 64), Packets = 3001, PreSkip = 312, LengthSamples = 60 * 48_000 };

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakeDisk _disk = new();
    private readonly RefusalCounts _counts = new();
    private readonly LinkCredentials _credentials;
    private readonly InstalledConfiguration _installed;
    private FakePlayout _playout = new();
    private ControllerClock _clock;
    private ReportOutbox _outbox = null!;
    private ReportDesk _reports = null!;
    private Ledger _ledger = null!;
    private InstalledSchedule _schedule = null!;
    private OrderDesk _orders = null!;
    private DuePlayer _due = null!;

    public DuePlayerTests()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _key);
        _credentials = LinkCredentials.Load(_folder.Name);
        _installed = InstalledConfiguration.Load(_folder.Name, DiskAccess.Real);
        _clock = new ControllerClock(_time);
        Attest();
        Start();
    }

    public void Dispose()
    {
        End();
        _credentials.Dispose();
        _key.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_occurrence_is_given_to_playback_in_time_written_down_first_and_reported()
    {
        var startAt = Now.AddSeconds(30);
        var start = Install(startAt);

        AdvanceTo(startAt - DuePlayer.LeastLead - TimeSpan.FromSeconds(1));
        _due.RunOnce();
        Assert.Empty(_playout.Own);

        AdvanceTo(startAt - DuePlayer.LeastLead);
        _disk.Calls.Clear();
        _due.RunOnce();
        _due.RunOnce();

        var own = Assert.Single(_playout.Own);
        Assert.Equal(
            (PlaybackOrigin.Schedule, start.BroadcastId, startAt, Guid.Empty, 60_000L),
            (own.Origin, own.Play.BroadcastId, own.Play.StartAt, own.Play.StreamId, own.Play.LongestPlayMs));
        Assert.Equal([1, 2], own.Target.Zones);
        Assert.Equal(["write", "sync"], _disk.Calls);
        var report = Assert.Single(await ReportsAsync());
        Assert.Equal(
            (PlaybackStage.Received, start.BroadcastId, startAt, own.ScheduleId),
            (report.Stage, report.BroadcastId, report.PlannedStart, report.ScheduleId));
    }

    [Fact]
    public void An_order_for_the_same_occurrence_plays_it_once_whoever_was_first()
    {
        var (first, second) = (Now.AddSeconds(30), Now.AddSeconds(300));
        var starts = InstallAll(first, second);

        AdvanceTo(first - TimeSpan.FromSeconds(15));
        Order(1, starts[0]);
        AdvanceTo(first - DuePlayer.LeastLead);
        _due.RunOnce();
        Assert.Single(_playout.Accepted);
        Assert.Empty(_playout.Own);
        Finish(starts[0].BroadcastId, first + Length);

        AdvanceTo(second - DuePlayer.LeastLead);
        _due.RunOnce();
        Finish(starts[1].BroadcastId, second + Length);
        Order(2, starts[1]);

        Assert.Equal(starts[1].BroadcastId, Assert.Single(_playout.Own).Play.BroadcastId);
        Assert.Single(_playout.Accepted);
        Assert.Equal([new RefusalTally { Reason = RefusalReason.Duplicate, Orders = 1, Bundles = 0 }], _counts.Tallies());
    }

    [Fact]
    public async Task Whoever_is_killed_in_the_middle_goes_on_at_the_live_position_and_what_came_to_its_end_never_sounds_again()
    {
        var startAt = Now.AddSeconds(30);
        var start = Install(startAt);
        AdvanceTo(startAt);
        _due.RunOnce();

        Restart();
        AdvanceTo(startAt.AddSeconds(20));
        _due.RunOnce();
        Assert.Equal(startAt, Assert.Single(_playout.Own).Play.StartAt);
        Finish(start.BroadcastId, startAt.AddSeconds(40));

        Restart();
        _due.RunOnce();
        Assert.Empty(_playout.Own);
        Assert.Single(await ReportsAsync(), report => report.Stage == PlaybackStage.Received);
    }

    [Fact]
    public void A_clock_that_is_set_back_brings_nothing_back()
    {
        var startAt = Now.AddSeconds(30);
        var start = Install(startAt);
        AdvanceTo(startAt);
        _due.RunOnce();
        Finish(start.BroadcastId, startAt + Length);

        Restart();
        _clock = new ControllerClock(new FakeTimeProvider(Now.AddMinutes(-10)));
        Attest();
        End();
        Start();
        for (var minute = 0; minute < 15; minute++)
        {
            _due.RunOnce();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(_playout.Own);
    }

    [Theory]
    [InlineData(RefusalReason.Busy)]
    [InlineData(RefusalReason.NoAudio)]
    public async Task What_can_not_begin_begins_late_when_it_can_and_is_missed_with_the_reason_when_it_never_could(RefusalReason reason)
    {
        var (first, second) = (Now.AddSeconds(30), Now.AddSeconds(300));
        var starts = InstallAll(first, second);
        _playout.Verdict = reason;
        AdvanceTo(first);
        _due.RunOnce();
        _playout.Verdict = null;
        AdvanceTo(first.AddSeconds(10));
        _due.RunOnce();
        Assert.Equal(starts[0].BroadcastId, Assert.Single(_playout.Own).Play.BroadcastId);
        Finish(starts[0].BroadcastId, first + Length);

        _playout.Verdict = reason;
        AdvanceTo(second);
        _due.RunOnce();
        AdvanceTo(second + Length);
        _due.RunOnce();
        _due.RunOnce();
        Restart();
        _due.RunOnce();

        var missed = Assert.Single(await ReportsAsync(), report => report.Stage == PlaybackStage.Missed);
        Assert.Equal((starts[1].BroadcastId, reason), (missed.BroadcastId, missed.Refusal));
    }

    [Fact]
    public async Task What_fell_due_while_the_gateway_was_off_is_missed_once()
    {
        var start = Install(Now.AddSeconds(30));
        AdvanceTo(Now.AddHours(3));
        Restart();
        _due.RunOnce();
        Restart();
        _due.RunOnce();

        var missed = Assert.Single(await ReportsAsync());
        Assert.Equal((PlaybackStage.Missed, start.BroadcastId, RefusalReason.NoTime), (missed.Stage, missed.BroadcastId, missed.Refusal));
        Assert.Empty(_playout.Own);
    }

    [Fact]
    public async Task What_was_cut_off_in_its_middle_and_not_taken_up_again_is_interrupted()
    {
        var start = Install(Now.AddSeconds(30));
        AdvanceTo(Now.AddSeconds(30));
        _due.RunOnce();
        AdvanceTo(Now.AddHours(3));
        Restart();
        _due.RunOnce();

        var last = (await ReportsAsync())[^1];
        Assert.Equal((PlaybackStage.Interrupted, start.BroadcastId), (last.Stage, last.BroadcastId));
    }

    [Fact]
    public void What_was_stopped_does_not_come_back_after_a_restart()
    {
        var startAt = Now.AddSeconds(30);
        Install(startAt);
        AdvanceTo(startAt);
        _due.RunOnce();
        AdvanceTo(startAt.AddSeconds(10));
        _orders.Take(OrderCodec.Sign(Orders.Stop(_clock.Now, 1, broadcast: null), _key), _time.GetTimestamp());

        Restart();
        _due.RunOnce();

        Assert.Empty(_playout.Own);
    }

    [Fact]
    public void The_limits_of_the_configuration_hold_for_the_gateways_own_schedule_too()
    {
        var startAt = Now.AddSeconds(30);
        Install(startAt);
        var next = _installed.Current.Configuration with { Revision = 2, LongestPlayMs = 59_000 };
        _installed.Install(ConfigurationCodec.Sign(next, _key), next);
        AdvanceTo(startAt);
        _due.RunOnce();
        Assert.Empty(_playout.Own);

        next = next with { Revision = 3, LongestPlayMs = 600_000, Curfew = new Curfew { From = new TimeOnly(0, 0), To = new TimeOnly(23, 59) } };
        _installed.Install(ConfigurationCodec.Sign(next, _key), next);
        _due.RunOnce();
        Assert.Empty(_playout.Own);

        next = next with { Revision = 4, Curfew = null };
        _installed.Install(ConfigurationCodec.Sign(next, _key), next);
        _due.RunOnce();
        Assert.Single(_playout.Own);
    }

    [Fact]
    public async Task A_ledger_that_can_not_be_written_keeps_it_silent()
    {
        var startAt = Now.AddSeconds(30);
        Install(startAt);
        _disk.Room = 3;
        AdvanceTo(startAt);
        _due.RunOnce();
        Assert.Empty(_playout.Own);

        _disk.Room = null;
        AdvanceTo(startAt + Length);
        _due.RunOnce();
        Assert.Equal(RefusalReason.Ledger, Assert.Single(await ReportsAsync()).Refusal);
    }

    [Fact]
    public async Task Seven_days_cut_off_every_due_occurrence_is_played_and_none_twice()
    {
        DateTimeOffset[] starts = [.. Enumerable.Range(0, 7).SelectMany(day => new[] { 7.0, 7.25, 12.0, 18.5 }.Select(hour => Now.Date.AddDays(day + 1).AddHours(hour)))
            .Select(at => new DateTimeOffset(at, TimeSpan.Zero)).Where(at => at < Now.AddDays(7))];
        var expected = InstallAll(starts);
        var played = new List<Guid>();
        for (var minute = 0; minute < 8 * 24 * 60; minute++)
        {
            for (var step = 0; step < 6; step++)
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                _due.RunOnce();
            }

            foreach (var own in _playout.Own.Where(own => own.Play.StartAt + Length <= _clock.Now).ToList())
            {
                played.Add(own.Play.BroadcastId);
                Assert.True(_playout.Own.TryDequeue(out _));
                Say(own.Play.BroadcastId, PlaybackStage.Finished);
            }

            // The power fails every few hours.
            if (minute % 277 == 0 && _playout.Own.IsEmpty)
            {
                _due.RunOnce();
                Restart();
            }
        }

        Assert.Equal(24, played.Count);
        Assert.Equal(expected.Select(start => start.BroadcastId), played);
        Assert.DoesNotContain(await ReportsAsync(), report => report.Stage is PlaybackStage.Missed or PlaybackStage.Interrupted);
    }

    private void Start()
    {
        _outbox = ReportOutbox.Open(_folder.Name, DiskAccess.Real, NullLogger<ReportOutbox>.Instance);
        _reports = new ReportDesk(_installed, _credentials, _clock, _outbox, new JournalFeed(), _time);
        _ledger = Ledger.Open(_folder.Name, _disk.Access, NullLogger<Ledger>.Instance);
        _schedule = InstalledSchedule.Load(
            _folder.Name, DiskAccess.Real, _installed, new FaultBoard(new JournalFeed(), _time), NullLogger<InstalledSchedule>.Instance);
        _orders = new OrderDesk(
            _installed, _clock, _ledger, _playout.Door, new FakeMaintenance().Door, _reports, _counts, NullLogger<OrderDesk>.Instance);
        _due = new DuePlayer(_installed, _schedule, _clock, _ledger, _playout.Door, _reports, _time, NullLogger<DuePlayer>.Instance);
        _playout.Door.Reported += _due.Note;
    }

    private void End()
    {
        _reports.Complete();
        _reports.RunAsync().GetAwaiter().GetResult();
        _due.Dispose();
        _ledger.Dispose();
        _outbox.Dispose();
    }

    // A new process: playback knows nothing, the disk all.
    private void Restart()
    {
        End();
        _playout = new FakePlayout { Verdict = _playout.Verdict };
        _clock = new ControllerClock(_time);
        Attest();
        Start();
    }

    private void Attest()
    {
        var answer = new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = _clock.Now, AnsweredAt = _clock.Now };
        Assert.Equal(ClockVerdict.Taken, _clock.Offer(_time.GetTimestamp(), _time.GetTimestamp(), answer));
    }

    private ScheduledStart Install(DateTimeOffset startAt) => InstallAll(startAt)[0];

    private IReadOnlyList<ScheduledStart> InstallAll(params DateTimeOffset[] starts)
    {
        var schedule = Schedules.Of(Now, Item, starts);
        _schedule.Install(ScheduleCodec.Sign(schedule, _key), new HeldSchedule(schedule, _key.KeyId));
        return schedule.Plays[0].Starts;
    }

    private void Order(long sequence, ScheduledStart start)
    {
        var order = Orders.Play(_clock.Now, sequence);
        order = order with { Play = order.Play! with { BroadcastId = start.BroadcastId, StartAt = start.StartAt, Items = [Item] } };
        _orders.Take(OrderCodec.Sign(order, _key), _time.GetTimestamp());
    }

    private void Finish(Guid broadcast, DateTimeOffset at)
    {
        AdvanceTo(at);
        Say(broadcast, PlaybackStage.Finished);
        _due.RunOnce();
    }

    private void Say(Guid broadcast, PlaybackStage stage) => _playout.Door.RaiseReported(new PlaybackReport
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = Orders.Gateway,
        At = _clock.Now,
        BroadcastId = broadcast,
        Stage = stage,
    });

    private void AdvanceTo(DateTimeOffset instant) => _time.Advance(instant - _clock.Now);

    private Task<List<PlaybackReport>> ReportsAsync() => SentReports.TakeAsync(_reports, _outbox, _credentials);
}
