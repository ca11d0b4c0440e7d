using System.Buffers;
using CloudBroadcast.DeviceAgent.Health;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class InboxTests : IDisposable
{
    private static readonly string OrderTopic = Topics.GatewayOrders(Orders.Gateway);
    private static readonly Guid Stream = Guid.NewGuid();

    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly FakeTimeProvider _time = new();
    private readonly FakePlayout _playout = new();
    private readonly RefusalCounts _counts = new();
    private readonly LinkCredentials _credentials;
    private readonly Ledger _ledger;
    private readonly ReportOutbox _outbox;
    private readonly Journal _journal;
    private readonly Inbox _inbox;

    public InboxTests()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _key);
        _credentials = LinkCredentials.Load(_folder.Name);
        var installed = InstalledConfiguration.Load(_folder.Name, DiskAccess.Real);
        _ledger = Ledger.Open(_folder.Name, DiskAccess.Real, NullLogger<Ledger>.Instance);
        _outbox = ReportOutbox.Open(_folder.Name, DiskAccess.Real, NullLogger<ReportOutbox>.Instance);
        var clock = new ControllerClock(_time);
        var reports = new ReportDesk(installed, _credentials, clock, _outbox, new JournalFeed(), _time);
        var desk = new OrderDesk(installed, clock, _ledger, _playout.Door, new FakeMaintenance().Door, reports, _counts, NullLogger<OrderDesk>.Instance);
        var feed = new JournalFeed();
        var configurations = new ConfigurationDesk(installed, _ledger, _playout.Door, reports, _counts, feed, NullLogger<ConfigurationDesk>.Instance);
        var schedules = new ScheduleDesk(
            installed,
            InstalledSchedule.Load(_folder.Name, DiskAccess.Real, installed, new FaultBoard(feed, _time), NullLogger<InstalledSchedule>.Instance),
            _playout.Door,
            reports,
            _counts,
            feed,
            NullLogger<ScheduleDesk>.Instance);
        var asker = new ClockAsker(clock, installed, _playout.Door, feed, _time, NullLogger<ClockAsker>.Instance);
        _journal = new Journal(new StoreOptions { Folder = _folder.Name }, Orders.Gateway, _credentials.Key, DiskAccess.Real, NullLogger<Journal>.Instance);
        var sender = new JournalSender(_journal, installed, _playout.Door, _time, NullLogger<JournalSender>.Instance);
        _inbox = new Inbox(desk, configurations, schedules, asker, sender, installed, _playout.Door, _counts, _time, NullLogger<Inbox>.Instance);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _outbox.Dispose();
        _ledger.Dispose();
        _credentials.Dispose();
        _key.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task When_too_much_comes_bundles_are_dropped_and_counted_and_orders_wait()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new List<Task>();
        for (var count = 0; count < 400; count++)
        {
            await TakeAsync(Topics.Stream(Stream), [1]);
            waiting.Add(TakeAsync(OrderTopic, [1]));
        }

        Assert.Equal(400 - 256, _counts.Bundles);
        Assert.Equal(400 - 256, waiting.Count(task => !task.IsCompleted));

        var running = _inbox.RunDocumentsAsync(stop.Token);
        await Task.WhenAll(waiting).WaitAsync(FakeController.Patience, TestContext.Current.CancellationToken);
        while (_counts.Orders < 400)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Altered_and_random_bundles_are_refused_and_break_nothing()
    {
        using var stop = new CancellationTokenSource();
        var running = _inbox.RunBundlesAsync(stop.Token);
        var good = new AudioBundle
        {
            StreamId = Stream,
            FirstPacket = 0,
            PresentationUs = 1,
            Last = false,
            Packets = [new byte[] { 1, 2, 3 }, new byte[] { 4 }],
        }.Sign(_key);
        var bad = Gen.OneOf(
            Gen.Byte.Array[0, 300],
            Gen.Int[0, good.Length - 1].Select(length => good[..length]),
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 7], Flip)).Array[500].Single();
        foreach (var bytes in bad)
        {
            var refused = _counts.Bundles;
            await TakeAsync(Topics.Stream(Stream), bytes);
            while (_counts.Bundles == refused)
            {
                await Task.Yield();
            }
        }

        await TakeAsync(Topics.Stream(Stream), good);
        Assert.Equal(2, (await _playout.NextOfferedAsync()).Packets.Count);
        Assert.Equal(bad.Length, _counts.Bundles);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        byte[] Flip(int at, int bit)
        {
            var flipped = (byte[])good.Clone();
            flipped[at] ^= (byte)(1 << bit);
            return flipped;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("cb/1/gateway/gw-620321104200/state")]
    [InlineData("cb/1/gateway/gw-620321104200/order/")]
    [InlineData("cb/2/gateway/gw-620321104200/order")]
    [InlineData("$SYS/broker")]
    public async Task What_comes_on_another_topic_is_left_alone(string topic)
    {
        await TakeAsync(topic, [1]);

        Assert.Equal((0, 0), (_counts.Orders, _counts.Bundles));
    }

    private Task TakeAsync(string topic, byte[] bytes) =>
        _inbox.TakeAsync(topic, new ReadOnlySequence<byte>(bytes), 0, TestContext.Current.CancellationToken).AsTask();
}
