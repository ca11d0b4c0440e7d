using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// Writes to a connection's socket at once, on the caller's thread. Kestrel's own way, a pipe that another thread empties,
/// costs a stream to a thousand gateways a third more. What the socket does not take makes the writer wait. One writer at a time.
/// </summary>
internal sealed class DirectSocketWriter : PipeWriter
{
    private readonly PipeWriter _inner;
    private readonly Socket _socket;
    private ArrayBufferWriter<byte> _staged = new();

    /// <param name="inner">Kestrel's writer: nothing is written to it, and its end closes the socket.</param>
    /// <param name="socket">Its socket.</param>
    public DirectSocketWriter(PipeWriter inner, Socket socket)
    {
        (_inner, _socket) = (inner, socket);
        _socket.Blocking = false;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        try
        {
            var sent = _socket.Send(source.Span, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success when sent == source.Length => default,
                SocketError.Success => SendRestAsync(source[sent..], cancellationToken),
                SocketError.WouldBlock => SendRestAsync(source, cancellationToken),
                _ => ValueTask.FromException<FlushResult>(Broken(new SocketException((int)error))),
            };
        }
        catch (ObjectDisposedException gone)
        {
            return ValueTask.FromException<FlushResult>(Broken(gone));
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _staged.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _staged.GetSpan(sizeHint);

    public override void Advance(int bytes) => _staged.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_staged.WrittenCount == 0)
        {
            return default;
        }

        var staged = _staged.WrittenMemory;
        _staged = new ArrayBufferWriter<byte>();
        return WriteAsync(staged, cancellationToken);
    }

    public override void CancelPendingFlush() => _inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _inner.Complete(exception);

    private async ValueTask<FlushResult> SendRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        try
        {
            while (!rest.IsEmpty)
            {
                rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
            }

            return default;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw Broken(error);
        }
    }

    // As Kestrel says it.
    private static ConnectionResetException Broken(Exception cause) => new("The connection broke.", cause);
}
