using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class AudioFetcherTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakePlayout _playout = new();
    private readonly byte[] _audio = FakeStore.Audio(1, 200_000);
    private readonly FaultBoard _faults;
    private FakeAudioServer _server = null!;
    private LinkCredentials _credentials = null!;
    private AudioStore _store = null!;

    public AudioFetcherTests() => _faults = new FaultBoard(new JournalFeed(), _time);

    private AudioNeed Need => FakeStore.Need(_audio, Now.AddHours(1));

    public async ValueTask InitializeAsync()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _key);
        _credentials = LinkCredentials.Load(_folder.Name);
        _store = FakeStore.Open(_folder.Name, _faults);
        _server = await FakeAudioServer.StartAsync(_authority, _authority.Server());
        _server.Offer(_audio);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _credentials.Dispose();
        _key.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Audio_comes_over_https_with_the_gateways_certificate()
    {
        Assert.Equal(FetchOutcome.Held, await FetchAsync());

        using var stream = _store.TryOpen(Need.Item);
        Assert.Equal(_audio.Length, stream!.Length);
    }

    [Fact]
    public async Task A_line_that_breaks_costs_nothing_that_is_on_the_disk()
    {
        List<long> onDisk = [];
        _server.BreaksAfter = 3 * 16 * 1024;
        for (var count = 0; count < 3; count++)
        {
            onDisk.Add(BytesOnDisk());
            Assert.Equal(FetchOutcome.Failed, await FetchAsync());
            _store = FakeStore.Open(_folder.Name, _faults);
        }

        using (var download = _store.Download(Need.Item.Sha256))
        {
            download.StartOver();
            download.Write(_audio.AsSpan(0, 123_456));
        }

        onDisk.Add(BytesOnDisk());
        _server.BreaksAfter = null;

        Assert.Equal(FetchOutcome.Held, await FetchAsync());
        Assert.Equal(onDisk, _server.Asked);
        Assert.Equal(123_456, _server.Asked[^1]);
        using var stream = _store.TryOpen(Need.Item);
        Assert.NotNull(stream);
    }

    [Fact]
    public async Task What_was_whole_when_the_power_went_is_not_asked_for_again()
    {
        using (var download = _store.Download(Need.Item.Sha256))
        {
            download.Write(_audio);
        }

        Assert.Equal(FetchOutcome.Held, await FetchAsync());
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_file_with_another_hash_is_thrown_away_whole()
    {
        _server.Files[Need.Item.Sha256] = FakeStore.Audio(2, 200_000);

        Assert.Equal(FetchOutcome.Unfit, await FetchAsync());
        Assert.False(_store.Holds(Need.Item.Sha256));
        using var download = _store.Download(Need.Item.Sha256);
        Assert.Equal(0, download.Length);
    }

    [Fact]
    public async Task A_controller_that_another_authority_vouches_for_gets_no_question()
    {
        using var foreign = new FakeAuthority("Another");
        await using var thief = await FakeAudioServer.StartAsync(_authority, foreign.Server());
        thief.Offer(_audio);

        Assert.Equal(FetchOutcome.Failed, await FetchAsync(thief.Port));
        Assert.Empty(thief.Asked);
    }

    [Theory]
    [InlineData("it has none", nameof(FetchOutcome.Unfit))]
    [InlineData("it is endless", nameof(FetchOutcome.Unfit))]
    [InlineData("the store is full", nameof(FetchOutcome.NoRoom))]
    [InlineData("the disk is full", nameof(FetchOutcome.NoRoom))]
    public async Task What_can_not_be_had_or_kept_is_left(string why, string expected)
    {
        var disk = new FakeDisk { Room = why == "the disk is full" ? 100 : null };
        _store = FakeStore.Open(_folder.Name, _faults, maxBytes: why == "the store is full" ? 199_999 : 10_000_000, disk: disk.Access);
        if (why == "it has none")
        {
            _server.Files.Clear();
        }
        else if (why == "it is endless")
        {
            _server.Files[Need.Item.Sha256] = new byte[2_000_000];
        }

        Assert.Equal(expected, (await FetchAsync()).ToString());
        Assert.False(_store.Holds(Need.Item.Sha256));
        Assert.Equal(why == "the disk is full", _faults.Standing.Any(fault => fault.Code == FaultCode.DiskFull));
    }

    [Fact]
    public async Task While_something_is_on_air_it_goes_slowly()
    {
        _playout.OnAir = new OnAirState { BroadcastId = Guid.NewGuid(), PositionMs = 0, BufferedMs = 0, VolumePercent = 80 };
        var time = new FakePauses();
        using var fetcher = new AudioFetcher(
            new ControllerAddress("127.0.0.1", 1, _server.Port), _credentials, new ControllerClock(time), _store, _faults, _playout.Door, time, NullLogger<AudioFetcher>.Instance);

        Assert.Equal(FetchOutcome.Held, await fetcher.FetchAsync(Need, CancellationToken.None));
        Assert.Equal(1 + 200_000 / (16 * 1024), time.Taken);
    }

    [Fact]
    public async Task The_keeper_fetches_what_the_schedule_needs_and_says_what_is_missing()
    {
        var configuration = InstalledConfiguration.Load(_folder.Name, DiskAccess.Real);
        var schedule = InstalledSchedule.Load(_folder.Name, DiskAccess.Real, configuration, _faults, NullLogger<InstalledSchedule>.Instance);
        var held = new HeldSchedule(Schedules.Of(Now.AddDays(-5.5), Need.Item, Now.AddHours(3)), _key.KeyId);
        schedule.Install(ScheduleCodec.Sign(held.Schedule, _key), held);
        using var fetcher = Fetcher(_server.Port);
        using var keeper = new StoreKeeper(
            configuration, schedule, new ControllerClock(_time), _store, FakeStore.Reserve(_folder.Name, _faults), fetcher, _faults, _time);
        _server.BreaksAfter = 1000;

        Assert.False(await keeper.RunOnceAsync(CancellationToken.None));
        Assert.Equal([FaultCode.AudioMissing, FaultCode.ScheduleEnding], _faults.Standing.Select(fault => fault.Code).Order());
        Assert.Equal((1, 0), (_store.Reading().Needed, _store.Reading().Held));

        _server.BreaksAfter = null;
        Assert.True(await keeper.RunOnceAsync(CancellationToken.None));
        Assert.Equal([FaultCode.ScheduleEnding], _faults.Standing.Select(fault => fault.Code));
        Assert.Equal((1, 1), (_store.Reading().Needed, _store.Reading().Held));
    }

    private async Task<FetchOutcome> FetchAsync(int? port = null)
    {
        using var fetcher = Fetcher(port ?? _server.Port);
        return await fetcher.FetchAsync(Need, CancellationToken.None);
    }

    private AudioFetcher Fetcher(int port) => new(
        new ControllerAddress("127.0.0.1", 1, port), _credentials, new ControllerClock(_time), _store, _faults, _playout.Door, _time, NullLogger<AudioFetcher>.Instance);

    private long BytesOnDisk()
    {
        using var download = _store.Download(Need.Item.Sha256);
        return download.Length;
    }

    /// <summary>A clock in which half a second is over at once, and counted.</summary>
    private sealed class FakePauses : FakeTimeProvider
    {
        public int Taken { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != TimeSpan.FromSeconds(0.5))
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Taken++;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
