using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Protocol;
using CsCheck;
using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class GuardedChannelTests : IDisposable
{
    private readonly SemaphoreSlim _room = new(GuardedChannel.MessagesAhead);

    public void Dispose() => _room.Dispose();

    [Theory]
    [InlineData("30 FF FF FF 7F")] // 256 MB
    [InlineData("40 FF FF FF 7F")]
    [InlineData("30 81 80 08")] // 128 KiB and one
    [InlineData("20 02 00 00 30 FF FF FF 7F")]
    [InlineData("30 FF FF FF FF 01")] // five bytes of length
    [InlineData("30 80 80 80 80 00")]
    public async Task A_packet_longer_than_any_of_ours_ends_the_line_at_its_header(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        foreach (var piece in (int[])[1, 2, bytes.Length])
        {
            using var channel = new GuardedChannel(new FakeLine(bytes), _room);
            await Assert.ThrowsAsync<MqttProtocolViolationException>(() => ReadAllAsync(channel, piece));
        }
    }

    [Fact]
    public async Task The_longest_packet_passes_and_the_next_one_is_found_behind_it()
    {
        byte[] longest = [0x40, 0x80, 0x80, 0x08, .. new byte[GuardedChannel.LongestPacket]];
        using var channel = new GuardedChannel(new FakeLine([.. longest, 0xD0, 0x00, .. longest, 0x40, 0x81, 0x80, 0x08]), _room);

        await Assert.ThrowsAsync<MqttProtocolViolationException>(() => ReadAllAsync(channel, 4096));
    }

    [Fact]
    public void However_its_bytes_are_cut_every_message_is_counted() =>
        Gen.Select(Gen.Int[0, 300].Array[1, 20], Gen.Int[1, 700]).Sample(
            (lengths, piece) =>
            {
                using var room = new SemaphoreSlim(lengths.Length);
                using var channel = new GuardedChannel(new FakeLine([.. lengths.SelectMany(Publish)]), room);

                Assert.True(ReadAllAsync(channel, piece).IsCompletedSuccessfully);
                Assert.Equal(0, room.CurrentCount);
            },
            iter: 300);

    [Fact]
    public async Task No_more_messages_are_read_than_are_taken()
    {
        var bytes = Enumerable.Range(0, GuardedChannel.MessagesAhead + 2).SelectMany(_ => Publish(10)).ToArray();
        using var channel = new GuardedChannel(new FakeLine(bytes), _room);

        var reading = ReadAllAsync(channel, Publish(10).Length);
        Assert.False(reading.IsCompleted);
        _room.Release();
        Assert.False(reading.IsCompleted);
        _room.Release();

        await reading;
    }

    [Fact]
    public async Task A_broker_that_announces_256_MB_is_left_at_once()
    {
        using var authority = new FakeAuthority();
        using var folder = new TemporaryFolder();
        await using var controller = await FakeController.StartAsync(authority);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var link = RunningLink.Create(
            authority, controller, folder.Name, port: ((IPEndPoint)listener.LocalEndpoint).Port);
        await link.StartAsync();
        using var certificate = authority.Server();

        await using var line = await FakeBroker.AcceptAsync(listener, certificate);
        await line.TakeSubscriptionsAsync();
        await line.SendAsync([0x30, 0xFF, 0xFF, 0xFF, 0x7F]);

        // Sooner than any other patience of the link ends.
        await line.EndedAsync().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task After_a_flood_of_rubbish_an_order_is_still_taken()
    {
        using var authority = new FakeAuthority();
        using var folder = new TemporaryFolder();
        await using var controller = await FakeController.StartAsync(authority);
        await using var link = await RunningLink.StartAsync(authority, controller, folder.Name);
        await link.StateAsync(controller, state => state.ClockOffsetUs is not null);
        var stream = Guid.NewGuid();
        link.Playout.Want(stream);
        await controller.SubscribedAsync(Topics.Stream(stream));

        // Fewer than the broker keeps for a client that is slow.
        for (var count = 0; count < 300; count++)
        {
            await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), new byte[50_000]);
            await controller.PublishAsync(Topics.Stream(stream), new byte[100]);
        }

        var order = Orders.Play(TimeProvider.System.GetUtcNow());
        await controller.PublishAsync(Topics.GatewayOrders(Orders.Gateway), OrderCodec.Sign(order, controller.Key));

        Assert.Equal(order.OrderId, (await link.Playout.NextAcceptedAsync()).OrderId);
        Assert.Equal(300, link.Counts.Orders);
    }

    private static byte[] Publish(int length) => length < 128
        ? [0x30, (byte)length, .. new byte[length]]
        : [0x30, (byte)(length & 127 | 128), (byte)(length >> 7), .. new byte[length]];

    private static async Task ReadAllAsync(GuardedChannel channel, int piece)
    {
        var buffer = new byte[piece + 3];
        while (await channel.ReadAsync(buffer, 3, piece, TestContext.Current.CancellationToken) > 0)
        {
            // What it is does not matter here.
        }
    }

    /// <summary>A line that has brought these bytes and ends then.</summary>
    private sealed class FakeLine(byte[] bytes) : IMqttChannel
    {
        private int _at;

        public X509Certificate2 ClientCertificate => throw new NotSupportedException();

        public EndPoint RemoteEndPoint => throw new NotSupportedException();

        public EndPoint LocalEndPoint => throw new NotSupportedException();

        public bool IsSecureConnection => true;

        public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            var read = Math.Min(count, bytes.Length - _at);
            bytes.AsSpan(_at, read).CopyTo(buffer.AsSpan(offset));
            _at += read;
            return Task.FromResult(read);
        }

        public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            // There is nothing behind it.
        }
    }
}
