using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A broker's end of one line, byte by byte: it keeps no rule that it is not told to keep.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly SslStream _line;

    private FakeBroker(SslStream line) => _line = line;

    /// <summary>What follows the fixed header of the client's CONNECT (MQTT 3.1.1, 3.1.2); there once its subscriptions were taken.</summary>
    public byte[] Connect { get; private set; } = [];

    public static async Task<FakeBroker> AcceptAsync(TcpListener listener, X509Certificate2 certificate)
    {
        var socket = await listener.AcceptSocketAsync();
        var line = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await line.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
        return new FakeBroker(line);
    }

    /// <summary>Lets the client in and takes its first subscriptions.</summary>
    public async Task TakeSubscriptionsAsync()
    {
        Connect = await ReadPacketAsync();
        await SendAsync([0x20, 2, 0, 0]);
        var subscribe = await ReadPacketAsync();
        var filters = 0;
        for (var at = 2; at < subscribe.Length; at += 3 + BinaryPrimitives.ReadUInt16BigEndian(subscribe.AsSpan(at)))
        {
            filters++;
        }

        await SendAsync([0x90, (byte)(2 + filters), .. subscribe[..2], .. Enumerable.Repeat((byte)1, filters)]);
    }

    /// <summary>Publishes a message again and again, as fast as the client takes it; returns how often.</summary>
    public async Task<int> FloodAsync(string topic, byte[] payload, TimeSpan time)
    {
        const int Together = 500;
        var name = Encoding.UTF8.GetBytes(topic);
        var length = 2 + name.Length + payload.Length;
        byte[] one = [0x30, (byte)(length & 127 | 128), (byte)(length >> 7), 0, (byte)name.Length, .. name, .. payload];
        byte[] many = [.. Enumerable.Repeat(one, Together).SelectMany(bytes => bytes)];
        using var end = new CancellationTokenSource(time, TimeProvider.System);
        for (var sent = 0; ; sent += Together)
        {
            try
            {
                await _line.WriteAsync(many, end.Token);
            }
            catch (OperationCanceledException)
            {
                return sent;
            }
        }
    }

    public async Task SendAsync(byte[] bytes) => await _line.WriteAsync(bytes);

    /// <summary>Waits until the client is gone.</summary>
    public async Task EndedAsync()
    {
        try
        {
            while (await _line.ReadAsync(new byte[1000]) > 0)
            {
                // Whatever it was about to say.
            }
        }
        catch (IOException)
        {
            // Cut off without a farewell.
        }
    }

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private async Task<byte[]> ReadPacketAsync()
    {
        var header = new byte[2];
        await _line.ReadExactlyAsync(header);
        var (length, shift) = (header[1] & 127, 7);
        for (var last = header[1]; last > 127; shift += 7)
        {
            await _line.ReadExactlyAsync(header.AsMemory(0, 1));
            last = header[0];
            length |= (last & 127) << shift;
        }

        var body = new byte[length];
        await _line.ReadExactlyAsync(body);
        return body;
    }
}
