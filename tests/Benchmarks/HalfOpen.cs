using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>Connections that begin and then say no more, as an attacker would hold them.</summary>
internal sealed class HalfOpen : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <summary>Opens them; each has sent <paramref name="beginning"/>, and has got an answer to it if it sent any.</summary>
    public static async Task<HalfOpen> OpenAsync(int count, int port, ReadOnlyMemory<byte> beginning, CancellationToken cancellationToken)
    {
        var connections = new HalfOpen();
        var answer = new byte[16];
        for (var index = 0; index < count; index++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            connections._sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            if (!beginning.IsEmpty)
            {
                await socket.SendAsync(beginning, cancellationToken);
                if (await socket.ReceiveAsync(answer, cancellationToken) == 0)
                {
                    throw new TownException($"The broker closed connection {index}.");
                }
            }
        }

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

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
