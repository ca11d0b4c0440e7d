using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class ScheduleDeskTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly SigningKey _alertsOnly = SigningKey.Create();
    private readonly SigningKey _unknown = SigningKey.Create();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakeDisk _disk = new();
    private readonly JournalFeed _journal = new();
    private readonly RefusalCounts _counts = new();
    private readonly FaultBoard _faults;
    private readonly LinkCredentials _credentials;
    private readonly ReportOutbox _outbox;
    private readonly InstalledConfiguration _configuration;
    private readonly InstalledSchedule _installed;
    private readonly ScheduleDesk _desk;

    public ScheduleDeskTests()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _key, configure: configuration => configuration with
        {
            Keys = [.. configuration.Keys, new ConfiguredKey { PublicKey = _alertsOnly.PublicKey, Classes = [OrderClass.Emergency] }],
        });
        _faults = new FaultBoard(_journal, _time);
        _credentials = LinkCredentials.Load(_folder.Name);
        _outbox = ReportOutbox.Open(_folder.Name, DiskAccess.Real, NullLogger<ReportOutbox>.Instance);
        _configuration = InstalledConfiguration.Load(_folder.Name, DiskAccess.Real);
        _installed = Reloaded();
        var reports = new ReportDesk(_configuration, _credentials, new ControllerClock(_time), _outbox, new JournalFeed(), _time);
        _desk = new ScheduleDesk(_configuration, _installed, new FakePlayout().Door, reports, _counts, _journal, NullLogger<ScheduleDesk>.Instance);
    }

    private static GatewaySchedule Good =>
        Schedules.Of(Now, Orders.Play(Now).Play!.Items[0], Now.AddHours(1), Now.AddDays(1));

    public void Dispose()
    {
        _outbox.Dispose();
        _credentials.Dispose();
        _authority.Dispose();
        _key.Dispose();
        _alertsOnly.Dispose();
        _unknown.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_good_one_holds_at_once_and_after_a_restart_and_is_in_the_journal()
    {
        Take(Good);

        Assert.Equal(7, _installed.Current!.Schedule.Revision);
        Assert.Equal(
            new ScheduleReading { Revision = 7, Until = Now.AddDays(7), Next = Now.AddDays(1) }, Reloaded().Reading(Now.AddHours(1)));
        Assert.True(_journal.Notes.TryRead(out var note));
        Assert.Equal((JournalKind.Document, "schedule 7 until 2026-12-01T07:00:00Z"), (note.Kind, note.Detail));
        Assert.Equal(0, _counts.Orders);
    }

    [Theory]
    [InlineData("nothing", RefusalReason.Size)]
    [InlineData("too long", RefusalReason.Size)]
    [InlineData("rubbish", RefusalReason.Form)]
    [InlineData("an unknown key for another gateway", RefusalReason.UnknownKey)]
    [InlineData("a flipped bit", RefusalReason.Signature)]
    [InlineData("an order", RefusalReason.Signature)]
    [InlineData("a key for alerts and another gateway", RefusalReason.KeyNotAllowed)]
    [InlineData("an older one for another gateway", RefusalReason.NotAddressed)]
    [InlineData("an older one on a full disk", RefusalReason.OldSequence)]
    [InlineData("a full disk", RefusalReason.Ledger)]
    public void The_first_miss_counts_and_the_old_one_still_holds(string what, RefusalReason expected)
    {
        Take(Good);
        var next = Good with { Revision = 8 };
        var signed = ScheduleCodec.Sign(next, _key);
        _disk.Room = what.Contains("full disk", StringComparison.Ordinal) ? 3 : null;
        _desk.Take(what switch
        {
            "nothing" => [],
            "too long" => new byte[SignedDocument.MaxBytes + 1],
            "rubbish" => [1, 2, 3],
            "an unknown key for another gateway" => ScheduleCodec.Sign(next with { Gateway = "gw-other" }, _unknown),
            "a flipped bit" => [.. signed[..^1], (byte)(signed[^1] ^ 1)],
            "an order" => OrderCodec.Sign(Orders.Play(Now), _key),
            "a key for alerts and another gateway" => ScheduleCodec.Sign(next with { Gateway = "gw-other" }, _alertsOnly),
            "an older one for another gateway" => ScheduleCodec.Sign(next with { Gateway = "gw-other", Revision = 1 }, _key),
            "an older one on a full disk" => ScheduleCodec.Sign(next with { Revision = 6 }, _key),
            _ => signed,
        });

        Assert.Equal(7, _installed.Current!.Schedule.Revision);
        Assert.Equal(7, Reloaded().Current!.Schedule.Revision);
        Assert.Equal([new RefusalTally { Reason = expected, Orders = 1, Bundles = 0 }], _counts.Tallies());
    }

    [Fact]
    public void The_installed_revision_again_is_no_refusal_and_changes_nothing()
    {
        Take(Good);
        var held = _installed.Current;
        Take(Good);

        Assert.Same(held, _installed.Current);
        Assert.Equal(0, _counts.Orders);
    }

    [Fact]
    public void One_whose_key_is_configured_no_more_is_thrown_away_for_good()
    {
        Take(Good);
        var next = FakeAuthority.Configuration(Orders.Gateway, _unknown) with { Revision = 2 };
        _configuration.Install(ConfigurationCodec.Sign(next, _key), next);

        Assert.Null(_installed.Current);
        Assert.False(File.Exists(_folder.File(InstalledSchedule.FileName)));
    }

    [Fact]
    public void A_damaged_file_is_no_schedule_and_a_fault()
    {
        Take(Good);
        var bytes = File.ReadAllBytes(_folder.File(InstalledSchedule.FileName));
        bytes[^70] ^= 1;
        File.WriteAllBytes(_folder.File(InstalledSchedule.FileName), bytes);

        Assert.Null(Reloaded().Current);
        Assert.Equal(FaultCode.StoreDamaged, Assert.Single(_faults.Standing).Code);
    }

    private void Take(GatewaySchedule schedule) => _desk.Take(ScheduleCodec.Sign(schedule, _key));

    private InstalledSchedule Reloaded() =>
        InstalledSchedule.Load(_folder.Name, _disk.Access, _configuration, _faults, NullLogger<InstalledSchedule>.Instance);
}
