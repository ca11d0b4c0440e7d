using CloudBroadcast.DeviceAgent.Amplifiers.Boards;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>A serial line of Linux over a real pair of pseudo-terminals.</summary>
public class TerminalLineTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_byte_comes_through_as_it_is_both_ways()
    {
        await using var pair = await PtyPair.OpenAsync();
        await using var near = SerialLine.Open(pair.Port);
        await using var far = SerialLine.Open(pair.Far);
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        await near.WriteAsync(all, Stop);
        await far.WriteAsync(all.Reverse().ToArray(), Stop);

        Assert.Equal(all, await ReadAsync(far, all.Length));
        Assert.Equal(all.Reverse(), await ReadAsync(near, all.Length));
    }

    [Fact]
    public async Task A_reader_that_gives_up_loses_nothing()
    {
        await using var pair = await PtyPair.OpenAsync();
        await using var near = SerialLine.Open(pair.Port);
        await using var far = SerialLine.Open(pair.Far);
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await near.ReadExactlyAsync(new byte[1], impatience.Token));
        await far.WriteAsync(new byte[] { 1, 2, 3 }, Stop);

        Assert.Equal(1, (await ReadAsync(near, 1))[0]);
        Assert.Equal([2, 3], await ReadAsync(near, 2));
    }

    [Fact]
    public async Task A_line_that_is_closed_or_whose_far_end_is_gone_says_so_to_whoever_waits()
    {
        var pair = await PtyPair.OpenAsync();
        await using var near = SerialLine.Open(pair.Port);
        var waiting = near.ReadExactlyAsync(new byte[1], Stop);
        await pair.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(async () => await waiting);
        Assert.ThrowsAny<IOException>(() => near.Write([1]));

        await using var other = await PtyPair.OpenAsync();
        var closed = SerialLine.Open(other.Port);
        waiting = closed.ReadExactlyAsync(new byte[1], Stop);
        await closed.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await waiting);
    }

    [Theory]
    [InlineData("/dev/null", "is not a serial port")]
    [InlineData("/dev/no-such-port", "No such file")]
    public void What_is_no_port_is_refused_by_its_name(string path, string why)
    {
        var problem = Assert.Throws<IOException>(() => SerialLine.Open(path));

        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAsync(Stream line, int count)
    {
        var bytes = new byte[count];
        await line.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }
}
