namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class JitterBufferTests
{
    private readonly JitterBuffer _buffer = new();

    [Fact]
    public void Packets_come_out_by_index_whatever_order_they_came_in()
    {
        Assert.True(_buffer.Add(2, Packet(2)));
        Assert.True(_buffer.Add(0, Packet(0)));
        Assert.True(_buffer.Add(1, Packet(1)));

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(index => _buffer.Take(index)!.Value.Span[0]));
    }

    [Fact]
    public void A_duplicate_is_ignored()
    {
        Assert.True(_buffer.Add(5, Packet(1)));
        Assert.False(_buffer.Add(5, Packet(2)));

        Assert.Equal(1, _buffer.Take(5)!.Value.Span[0]);
    }

    [Fact]
    public void What_comes_late_is_ignored()
    {
        Assert.Null(_buffer.Take(3));

        Assert.False(_buffer.Add(3, Packet(3)));
        Assert.False(_buffer.Add(0, Packet(0)));
        Assert.True(_buffer.Add(4, Packet(4)));
    }

    [Fact]
    public void What_was_taken_is_not_given_twice_even_when_it_comes_again()
    {
        _buffer.Add(0, Packet(0));
        Assert.NotNull(_buffer.Take(0));

        Assert.False(_buffer.Add(0, Packet(0)));
        Assert.Null(_buffer.Take(0));
    }

    [Fact]
    public void Ten_seconds_fit_and_not_one_packet_more()
    {
        Assert.True(_buffer.Add(JitterBuffer.Capacity - 1, Packet(1)));
        Assert.False(_buffer.Add(JitterBuffer.Capacity, Packet(1)));

        _buffer.DropBefore(1);

        Assert.True(_buffer.Add(JitterBuffer.Capacity, Packet(2)));
        Assert.Equal(2, _buffer.Take(JitterBuffer.Capacity)!.Value.Span[0]);
    }

    [Fact]
    public void The_depth_is_what_waits()
    {
        for (var index = 0; index < 10; index++)
        {
            _buffer.Add(index * 2, Packet(1));
        }

        Assert.Equal(TimeSpan.FromMilliseconds(200), _buffer.Depth);
        _buffer.Take(4);
        Assert.Equal(TimeSpan.FromMilliseconds(140), _buffer.Depth);
        _buffer.DropBefore(100_000_000_000);
        Assert.Equal(TimeSpan.Zero, _buffer.Depth);
        Assert.True(_buffer.Add(100_000_000_000, Packet(1)));
    }

    [Fact]
    public void A_packet_is_awaited_until_it_or_a_later_one_is_there()
    {
        Assert.True(_buffer.IsAwaited(7));
        _buffer.Add(9, Packet(9));

        Assert.False(_buffer.IsAwaited(7));
        Assert.Equal((false, true), (_buffer.Holds(8), _buffer.Holds(9)));
        _buffer.Take(9);
        Assert.False(_buffer.IsAwaited(9));
        Assert.True(_buffer.IsAwaited(10));
        Assert.False(_buffer.Holds(9 + JitterBuffer.Capacity));
    }

    private static byte[] Packet(byte content) => [content];
}
