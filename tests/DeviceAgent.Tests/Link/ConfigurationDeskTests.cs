using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class ConfigurationDeskTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly SigningKey _newKey = SigningKey.Create();
    private readonly SigningKey _operator = SigningKey.Create();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakePlayout _playout = new();
    private readonly FakeDisk _disk = new();
    private readonly RefusalCounts _counts = new();
    private readonly LinkCredentials _credentials;
    private readonly ReportOutbox _outbox;
    private readonly ControllerClock _clock;
    private readonly ReportDesk _reports;
    private readonly Ledger _ledger;
    private readonly InstalledConfiguration _installed;
    private readonly ConfigurationDesk _desk;

    public ConfigurationDeskTests()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _key, configure: configuration => configuration with { Revision = 3 });
        _credentials = LinkCredentials.Load(_folder.Name);
        _outbox = ReportOutbox.Open(_folder.Name, DiskAccess.Real, NullLogger<ReportOutbox>.Instance);
        _ledger = Ledger.Open(_folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance);
        _clock = new ControllerClock(_time);
        _clock.Offer(
            _time.GetTimestamp(),
            _time.GetTimestamp(),
            new ClockAnswer { Version = WireVersion.Current, Nonce = Guid.NewGuid(), ReceivedAt = Now, AnsweredAt = Now });
        _installed = InstalledConfiguration.Load(_folder.Name, _disk.Access);
        _reports = new ReportDesk(_installed, _credentials, _clock, _outbox, new JournalFeed(), _time);
        _desk = new ConfigurationDesk(_installed, _ledger, _playout.Door, _reports, _counts, new JournalFeed(), NullLogger<ConfigurationDesk>.Instance);
    }

    private GatewayConfiguration Next => FakeAuthority.Configuration(Orders.Gateway, _key) with { Revision = 4 };

    private GatewayConfiguration WithOperator => Next with
    {
        Operators = [new ConfiguredOperator { Name = "值班员 李四", PublicKey = _operator.PublicKey }],
    };

    public void Dispose()
    {
        _ledger.Dispose();
        _outbox.Dispose();
        _credentials.Dispose();
        _authority.Dispose();
        _key.Dispose();
        _newKey.Dispose();
        _operator.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_newer_one_holds_at_once_and_after_a_restart()
    {
        var told = 0;
        _installed.Changed += () => told++;

        Take(Next with { StartsPerHour = 7 });

        Assert.Equal((4, 7), (_installed.Current.Configuration.Revision, _installed.Current.Configuration.StartsPerHour));
        Assert.Equal(1, told);
        Assert.Equal(7, Reloaded().Current.Configuration.StartsPerHour);
        Assert.Equal(0, _counts.Orders);
    }

    [Fact]
    public async Task The_installed_revision_again_is_no_refusal_and_changes_nothing()
    {
        Take(Next with { Revision = 3, StartsPerHour = 7 });

        Assert.Equal(3600, _installed.Current.Configuration.StartsPerHour);
        Assert.Equal(0, _counts.Orders);
        Assert.Empty(await ReportsAsync());
    }

    [Theory]
    [InlineData("nothing", RefusalReason.Size)]
    [InlineData("too long", RefusalReason.Size)]
    [InlineData("rubbish", RefusalReason.Form)]
    [InlineData("an order", RefusalReason.Signature)]
    [InlineData("an unknown key", RefusalReason.UnknownKey)]
    [InlineData("a flipped bit", RefusalReason.Signature)]
    [InlineData("another gateway", RefusalReason.NotAddressed)]
    [InlineData("an older revision", RefusalReason.OldSequence)]
    [InlineData("a full disk", RefusalReason.Ledger)]
    public async Task What_is_not_for_this_gateway_by_whom_it_believes_is_refused_and_told(string what, RefusalReason expected)
    {
        var good = ConfigurationCodec.Sign(Next, _key);
        _disk.Room = what == "a full disk" ? 3 : null;
        _desk.Take(what switch
        {
            "nothing" => [],
            "too long" => new byte[SignedDocument.MaxBytes + 1],
            "rubbish" => [1, 2, 3],
            "an order" => OrderCodec.Sign(Orders.Play(Now), _key),
            "an unknown key" => ConfigurationCodec.Sign(Next, _newKey),
            "a flipped bit" => [.. good[..^1], (byte)(good[^1] ^ 1)],
            "another gateway" => ConfigurationCodec.Sign(Next with { Gateway = "gw-other" }, _key),
            "an older revision" => ConfigurationCodec.Sign(Next with { Revision = 2 }, _key),
            _ => good,
        });

        Assert.Equal(3, _installed.Current.Configuration.Revision);
        Assert.Equal(3, Reloaded().Current.Configuration.Revision);
        Assert.Equal([new RefusalTally { Reason = expected, Orders = 1, Bundles = 0 }], _counts.Tallies());
        var report = Assert.Single(await ReportsAsync());
        Assert.Equal((PlaybackStage.Refused, expected, null), (report.Stage, report.Refusal!.Value, report.OrderId));
    }

    [Fact]
    public async Task Where_operators_are_known_the_next_one_needs_one_of_them()
    {
        using var another = SigningKey.Create();
        Take(WithOperator);
        var next = ConfigurationCodec.Sign(WithOperator with { Revision = 5 }, _key);
        var withoutOperators = ConfigurationCodec.Sign(Next with { Revision = 5 }, _key);

        _desk.Take(next);
        _desk.Take(withoutOperators);
        _desk.Take(Approval.Add(DocumentKind.Configuration, next, another));
        _desk.Take(Approval.Add(DocumentKind.Configuration, next, _key));
        _desk.Take(Approval.Add(DocumentKind.Order, next, _operator));
        Assert.Equal(4, _installed.Current.Configuration.Revision);
        Assert.All(await ReportsAsync(), report => Assert.Equal(RefusalReason.Approval, report.Refusal));
        Assert.Equal(5, _counts.Orders);

        _desk.Take(Approval.Add(DocumentKind.Configuration, next, _operator));
        Assert.Equal(5, _installed.Current.Configuration.Revision);
    }

    [Fact]
    public void An_approval_of_one_configuration_does_not_approve_another()
    {
        Take(WithOperator);
        var foreign = _operator.Sign(Approval.ToBeSigned(
            DocumentKind.Configuration, WireJson.Write(WithOperator with { Revision = 5 }), _operator.KeyId));

        _desk.Take(Approval.Attach(ConfigurationCodec.Sign(WithOperator with { Revision = 5, StartsPerHour = 1 }, _key), _operator.KeyId, foreign));
        Assert.Equal(4, _installed.Current.Configuration.Revision);

        _desk.Take(Approval.Attach(ConfigurationCodec.Sign(WithOperator with { Revision = 5 }, _key), _operator.KeyId, foreign));
        Assert.Equal(5, _installed.Current.Configuration.Revision);
    }

    [Fact]
    public void A_new_key_comes_in_by_the_old_one_and_the_old_one_goes()
    {
        Take(Next with { Keys = [Key(_key), Key(_newKey)] });
        _desk.Take(ConfigurationCodec.Sign(Next with { Revision = 5, Keys = [Key(_newKey)] }, _newKey));

        Assert.Equal([_newKey.KeyId], _installed.Current.KeyIds);
        _desk.Take(ConfigurationCodec.Sign(Next with { Revision = 6 }, _key));
        Assert.Equal(5, _installed.Current.Configuration.Revision);
        Assert.Equal([_newKey.KeyId], Reloaded().Current.KeyIds);
    }

    [Fact]
    public void A_key_that_was_stolen_and_ran_its_numbers_up_locks_nobody_out()
    {
        Take(Next with { Keys = [Key(_key), Key(_newKey)] });
        _ledger.TryRecord(Orders.Play(Now, sequence: long.MaxValue), _key.KeyId, Now);
        _desk.Take(ConfigurationCodec.Sign(Next with { Revision = 5, Keys = [Key(_newKey)] }, _newKey));

        Assert.Equal(0, _ledger.Memory.LastSequence("dongzhai", _newKey.KeyId));
        Assert.Equal(0, _ledger.Memory.LastSequence("dongzhai", _key.KeyId));
    }

    [Fact]
    public void Random_changes_are_never_believed_and_break_nothing()
    {
        var good = ConfigurationCodec.Sign(Next, _key);
        Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.Int[0, good.Length - 1].Select(length => good[..length]),
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 7], (at, bit) =>
            {
                var flipped = (byte[])good.Clone();
                flipped[at] ^= (byte)(1 << bit);
                return flipped;
            })).Sample(bytes => _desk.Take(bytes), iter: 1000, threads: 1);

        Assert.Equal(3, _installed.Current.Configuration.Revision);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    public void A_damaged_file_is_named_with_what_to_do(string content)
    {
        File.WriteAllText(_folder.File(InstalledConfiguration.FileName), content);

        var problem = Assert.Throws<LinkFileException>(Reloaded).Message;

        Assert.StartsWith(_folder.File(InstalledConfiguration.FileName) + ": ", problem, StringComparison.Ordinal);
        Assert.Contains("enroll", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_power_cut_in_the_middle_leaves_the_old_one()
    {
        _disk.SyncFails = true;
        Take(Next);
        _disk.SyncFails = false;
        Assert.Equal(3, Reloaded().Current.Configuration.Revision);

        Take(Next);
        Assert.Equal(4, Reloaded().Current.Configuration.Revision);
    }

    private static ConfiguredKey Key(SigningKey key) => new() { PublicKey = key.PublicKey, Classes = Enum.GetValues<OrderClass>() };

    private void Take(GatewayConfiguration configuration) => _desk.Take(ConfigurationCodec.Sign(configuration, _key));

    private InstalledConfiguration Reloaded() => InstalledConfiguration.Load(_folder.Name, DiskAccess.Real);

    private Task<List<PlaybackReport>> ReportsAsync() => SentReports.TakeAsync(_reports, _outbox, _credentials);
}
