using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace CloudBroadcast.Controller.Broker;

public sealed class DirectSocketWriterTests : IDisposable
{
    private readonly Socket _near = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _far;
    private readonly DirectSocketWriter _writer;

    public DirectSocketWriterTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _near.SendBufferSize = 4_096;
        _near.Connect(listener.LocalEndPoint!);
        _far = listener.Accept();
        _writer = new DirectSocketWriter(new Pipe().Writer, _near);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_socket_takes_leaves_at_once()
    {
        Assert.True(_writer.WriteAsync(new byte[] { 1, 2, 3 }, Stop).AsTask().IsCompletedSuccessfully);

        var got = new byte[3];
        await _far.ReceiveAsync(got, Stop);
        Assert.Equal([1, 2, 3], got);
    }

    [Fact]
    public async Task What_the_socket_does_not_take_makes_the_writer_wait_and_arrives_whole()
    {
        var sent = Enumerable.Range(0, 20_000_000).Select(index => (byte)(index % 251)).ToArray();
        var write = _writer.WriteAsync(sent, Stop).AsTask();
        Assert.False(write.IsCompleted);

        var got = new byte[sent.Length];
        for (var at = 0; at < got.Length;)
        {
            at += await _far.ReceiveAsync(got.AsMemory(at), Stop);
        }

        await write;
        Assert.True(sent.AsSpan().SequenceEqual(got));
    }

    [Fact]
    public async Task What_is_staged_leaves_with_the_flush()
    {
        _writer.Write<byte>([1, 2]);
        Assert.Equal(0, _far.Available);

        await _writer.FlushAsync(Stop);

        var got = new byte[2];
        await _far.ReceiveAsync(got, Stop);
        Assert.Equal([1, 2], got);
    }

    [Fact]
    public async Task A_socket_that_is_gone_is_a_connection_that_broke()
    {
        _near.Dispose();

        await Assert.ThrowsAsync<ConnectionResetException>(() => _writer.WriteAsync(new byte[1], Stop).AsTask());
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }
}
