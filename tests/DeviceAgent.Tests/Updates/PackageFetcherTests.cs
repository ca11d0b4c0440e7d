using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>What an update and a collection of logs need of the HTTPS line.</summary>
public sealed class PackageFetcherTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly FakePlayout _playout = new();
    private readonly FakePauses _time = new();
    private readonly byte[] _bytes = FakeStore.Audio(1, 200_000);
    private FakeAudioServer _server = null!;
    private LinkCredentials _credentials = null!;
    private SupplyLine _line = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AgentPackage Package => FakeRelease.OrderOf(_bytes, "1.1.0");

    private string Fetched => _folder.File("package");

    private string Partial => $"{Fetched}.{Package.Sha256}{AudioDownload.Partial}";

    public async ValueTask InitializeAsync()
    {
        _authority.WriteFiles(_folder.File("identity"), Orders.Gateway, _key);
        _credentials = LinkCredentials.Load(_folder.File("identity"));
        _server = await FakeAudioServer.StartAsync(_authority, _authority.Server());
        _server.Offer(_bytes);
        _line = Line(_server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _line.Dispose();
        await _server.DisposeAsync();
        _credentials.Dispose();
        _key.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_package_comes_whole_over_a_line_that_breaks_again_and_again()
    {
        _server.BreaksAfter = 3 * 16 * 1024;

        await FetchAsync();

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Fetched, Cancellation));
        Assert.True(_server.Asked.Count >= 5, $"{_server.Asked.Count} requests");
        Assert.Equal(_server.Asked.Order(), _server.Asked);
        Assert.Equal(_server.Asked.Count - 1, _time.Taken);
    }

    [Fact]
    public async Task What_came_before_the_agent_ended_is_not_asked_for_again()
    {
        await File.WriteAllBytesAsync(Partial, _bytes[..123_456], Cancellation);

        await FetchAsync();

        Assert.Equal([123_456], _server.Asked);
        Assert.Equal(_bytes, await File.ReadAllBytesAsync(Fetched, Cancellation));
    }

    [Fact]
    public async Task A_part_of_another_package_makes_way()
    {
        var other = $"{Fetched}.{new string('b', 64)}{AudioDownload.Partial}";
        await File.WriteAllBytesAsync(other, [1, 2, 3], Cancellation);

        await FetchAsync();

        Assert.False(File.Exists(other));
        Assert.Equal([0], _server.Asked);
    }

    [Theory]
    [InlineData("it has none", "does not have it (404)")]
    [InlineData("another length", "does not have the 200000 bytes")]
    [InlineData("another content", "another one than was named")]
    public async Task What_is_not_the_named_package_is_given_up_at_once(string what, string named)
    {
        _server.Files.Remove(Package.Sha256);
        if (what != "it has none")
        {
            _server.Files[Package.Sha256] = FakeStore.Audio(2, what == "another length" ? 200_001 : 200_000);
        }

        var failure = await Assert.ThrowsAsync<IOException>(FetchAsync);

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.Single(_server.Asked);
        Assert.False(File.Exists(Fetched));
    }

    [Fact]
    public async Task A_controller_that_is_away_for_half_a_day_is_not_waited_for_any_longer()
    {
        using var closed = Line(port: 1);
        _time.Scale = 100;
        var began = _time.GetUtcNow();

        await Assert.ThrowsAsync<IOException>(() => FetchAsync(closed));

        Assert.InRange(_time.GetUtcNow() - began, PackageFetcher.Patience, PackageFetcher.Patience + TimeSpan.FromMinutes(30));
    }

    [Fact]
    public async Task While_something_is_on_air_it_goes_slowly()
    {
        _playout.OnAir = new OnAirState { BroadcastId = Guid.NewGuid(), PositionMs = 0, BufferedMs = 0, VolumePercent = 80 };

        await FetchAsync();

        Assert.Equal(200_000 / (16 * 1024), _time.Taken);
    }

    [Fact]
    public async Task A_controller_that_another_authority_vouches_for_gets_neither_question_nor_logs()
    {
        using var foreign = new FakeAuthority("Another");
        await using var thief = await FakeAudioServer.StartAsync(_authority, foreign.Server());
        using var line = Line(thief.Port);

        Assert.NotNull(await line.SendAsync(GatewayPaths.Logs, new byte[10], "application/gzip", Cancellation));
        await Assert.ThrowsAsync<IOException>(() => FetchAsync(line));

        Assert.Empty(thief.Logs);
        Assert.Empty(thief.Asked);
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(403, "certificate (403)")]
    [InlineData(413, "too long")]
    [InlineData(500, "500")]
    public async Task Logs_are_sent_and_the_controllers_word_on_them_is_told(int status, string? named)
    {
        _server.LogsStatus = status;

        var problem = await _line.SendAsync(GatewayPaths.Logs, new byte[] { 0x1f, 0x8b, 3 }, "application/gzip", Cancellation);

        Assert.Equal([0x1f, 0x8b, 3], Assert.Single(_server.Logs));
        Assert.True(named is null ? problem is null : problem!.What.Contains(named, StringComparison.Ordinal), problem?.What);
    }

    [Fact]
    public async Task Long_logs_go_slowly_while_something_is_on_air_and_arrive_whole()
    {
        _playout.OnAir = new OnAirState { BroadcastId = Guid.NewGuid(), PositionMs = 0, BufferedMs = 0, VolumePercent = 80 };

        Assert.Null(await _line.SendAsync(GatewayPaths.Logs, _bytes, "application/gzip", Cancellation));

        Assert.Equal(_bytes, Assert.Single(_server.Logs));
        Assert.Equal(1 + 200_000 / (16 * 1024), _time.Taken);
    }

    [Fact]
    public async Task An_ordered_update_is_fetched_verified_and_in_force_with_the_next_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has neither the launcher nor its links.");
        using var gateway = new FakeGatewayDisk(_key);
        var release = new FakeRelease("1.1.0", _key);
        _server.Offer(release.Bytes);
        var updater = new Updater(gateway.Program, gateway.KeyFile, "1.0.0", Fetcher(_line).FetchAsync, DiskAccess.Real);

        Assert.Null(await updater.UpdateAsync(release.Order, Cancellation));

        Assert.Equal("1.1.0", await gateway.StartAsync());
    }

    private Task FetchAsync() => FetchAsync(_line);

    private Task FetchAsync(SupplyLine line) => Fetcher(line).FetchAsync(Package, Fetched, Cancellation);

    private PackageFetcher Fetcher(SupplyLine line) => new(line, DiskAccess.Real, _time, NullLogger<PackageFetcher>.Instance);

    private SupplyLine Line(int port) => new(new ControllerAddress("127.0.0.1", 1, port), _credentials, new ControllerClock(_time), _playout.Door, _time);

    /// <summary>A clock on which each pause is over at once, and counted; what only watches a line never comes.</summary>
    private sealed class FakePauses : FakeTimeProvider
    {
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

        public FakePauses()
            : base(TimeProvider.System.GetUtcNow())
        {
        }

        public int Taken { get; private set; }

        /// <summary>So many times longer each pause is.</summary>
        public int Scale { get; set; } = 1;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime <= TimeSpan.Zero || dueTime > LongestPause)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Taken++;
            Advance(dueTime * Scale);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
