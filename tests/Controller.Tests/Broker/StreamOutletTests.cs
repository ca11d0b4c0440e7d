using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Broker;

public class StreamOutletTests
{
    private static readonly byte[] Frame = new byte[100];
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _line = new(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50, useSynchronizationContext: false));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_leaves_in_order_and_whole_once_the_line_takes_it()
    {
        var outlet = Outlet(maxWaitingBytes: 1_000);
        Assert.True(outlet.TryWrite(Enumerable.Repeat((byte)1, 100).ToArray()));
        var packet = outlet.WriteAsync(Enumerable.Repeat((byte)2, 300).ToArray(), Stop);
        Assert.True(outlet.TryWrite(Enumerable.Repeat((byte)3, 100).ToArray()));
        Assert.False(packet.IsCompleted);

        var read = new List<byte>();
        while (read.Count < 500)
        {
            var result = await _line.Reader.ReadAsync(Stop);
            read.AddRange(result.Buffer.ToArray());
            _line.Reader.AdvanceTo(result.Buffer.End);
        }

        await packet;
        Assert.Equal([1, 2, 3], read.Distinct());
        Assert.Equal(read.Order(), read);
    }

    [Fact]
    public void A_full_outlet_leaves_frames_out_and_says_for_how_long_it_has_been_full()
    {
        var outlet = Outlet(maxWaitingBytes: 250);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => outlet.TryWrite(Frame)));
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(3), outlet.FullFor);
    }

    [Fact]
    public async Task An_outlet_that_has_emptied_is_full_no_more()
    {
        var outlet = Outlet(maxWaitingBytes: 250);
        for (var index = 0; index < 4; index++)
        {
            outlet.TryWrite(Frame);
        }

        _time.Advance(TimeSpan.FromSeconds(3));
        for (var read = 0L; read < 300;)
        {
            var result = await _line.Reader.ReadAsync(Stop);
            read += result.Buffer.Length;
            _line.Reader.AdvanceTo(result.Buffer.End);
        }

        await WaitAsync(() => outlet.FullFor == TimeSpan.Zero);
        Assert.True(outlet.TryWrite(Frame));
    }

    [Fact]
    public async Task A_packet_that_nobody_reads_ends_with_the_connection()
    {
        var outlet = Outlet(maxWaitingBytes: 1_000);
        outlet.TryWrite(Frame);
        var packet = outlet.WriteAsync(Frame, Stop).AsTask();
        outlet.Complete();

        var result = await packet.WaitAsync(TimeSpan.FromSeconds(10), Stop);

        Assert.True(result.IsCompleted);
        Assert.True(outlet.TryWrite(Frame));
    }

    [Fact]
    public async Task A_line_that_throws_ends_its_outlet_alone()
    {
        await _line.Writer.CompleteAsync();
        var outlet = Outlet(maxWaitingBytes: 1_000);

        Assert.True(outlet.TryWrite(Frame));
        var result = await outlet.WriteAsync(Frame, Stop);

        Assert.True(result.IsCompleted);
    }

    private StreamOutlet Outlet(int maxWaitingBytes) => new(_line.Writer.AsStream(), maxWaitingBytes, _time, () => { });

    private static async Task WaitAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
