using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Server;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Lets MQTT clients with a certificate in, on a port that the system chooses; its lines can be cut.</summary>
internal sealed class FakeTlsListener(FakeAuthority authority, X509Certificate2 certificate) : IMqttServerAdapter
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly List<Socket> _lines = [];
    private Task _accepting = Task.CompletedTask;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Lines that came, cut ones too.</summary>
    public int Accepted { get; private set; }

    /// <summary>Waits until so many lines have come.</summary>
    public async Task AcceptedAsync(int count)
    {
        while (Accepted < count)
        {
            await _arrivals.WaitAsync(_stop.Token);
        }
    }

    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        _listener.Start();
        _accepting = AcceptAsync(logger);
        return Task.CompletedTask;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
    }

    /// <summary>Cuts every line without a word.</summary>
    public void Cut()
    {
        lock (_lines)
        {
            _lines.ForEach(line => line.Dispose());
            _lines.Clear();
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _arrivals.Dispose();
        _listener.Dispose();
        certificate.Dispose();
    }

    private async Task AcceptAsync(IMqttNetLogger logger)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_lines)
                {
                    Accepted++;
                    _lines.Add(socket);
                }

                _arrivals.Release();
                serving.Add(ServeAsync(socket, logger));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, IMqttNetLogger logger)
    {
        try
        {
            await using var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, client, _, _) => client is X509Certificate2 known && authority.Knows(known),
                },
                _stop.Token);
            using var channel = new MqttTcpChannel(
                tls, socket.LocalEndPoint!, socket.RemoteEndPoint!, tls.RemoteCertificate as X509Certificate2);
            using var adapter = new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(new MqttBufferWriter(4096, 65535)), logger);
            await ClientHandler!(adapter);
        }
        catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException
            or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The line ended.
        }
    }
}
