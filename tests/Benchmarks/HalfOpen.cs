using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace CloudBroadcast.Benchmarks;

/// <summary>Connections that begin and then say no more, as an attacker would hold them.</summary>
internal sealed class HalfOpen : IDisposable
{
    // More at once only wait in the broker.
    private const int AtOnce = 32;
    private readonly ConcurrentBag<Socket> _sockets = [];

    /// <summary>Tries so many; each has sent <paramref name="beginning"/> and got an answer to it if it sent any, or was closed.</summary>
    public static async Task<HalfOpen> OpenAsync(int count, int port, ReadOnlyMemory<byte> beginning, CancellationToken cancellationToken)
    {
        var connections = new HalfOpen();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, parallel, async (_, token) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            connections._sockets.Add(socket);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, token);
                if (!beginning.IsEmpty)
                {
                    await socket.SendAsync(beginning, token);
                    await socket.ReceiveAsync(new byte[16], token);
                }
            }
            catch (SocketException)
            {
                // Turned away, which is what limits are for.
            }
        });
        return connections;
    }

    /// <summary>The first bytes of a TLS client.</summary>
    public static async Task<ReadOnlyMemory<byte>> ClientHelloAsync(CancellationToken cancellationToken)
    {
        using var spoken = new MemoryStream();
        await using var tls = new SslStream(spoken);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
        }
        catch (IOException)
        {
            // Nobody answers a memory stream.
        }

        return spoken.ToArray();
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }
}
