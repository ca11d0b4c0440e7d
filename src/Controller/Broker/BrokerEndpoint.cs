using System.IO.Pipelines;
using System.Security.Authentication;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using MQTTnet.AspNetCore;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Opens the broker's one port: TLS with a client certificate of the town's authority, then the guard, then MQTT.</summary>
internal sealed class BrokerEndpoint(
    IOptions<AddressOptions> addresses, IOptions<BrokerOptions> options, TownCertificateAuthority authority, Listening listening)
    : IConfigureOptions<KestrelServerOptions>
{
    private int _connections;

    void IConfigureOptions<KestrelServerOptions>.Configure(KestrelServerOptions kestrel) =>
        kestrel.Listen(addresses.Value.MqttEndPoint(), listener =>
        {
            listening.SetMqtt(listener);
            listener.Use(Limited);
            listener.UseHttps(Trust);
            listener.Use(Guarded);
            listener.UseMqtt();
        });

    private ConnectionDelegate Limited(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > options.Value.MaxConnections)
            {
                connection.Abort(new ConnectionAbortedException("Too many connections."));
                return;
            }

            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    };

    private void Trust(HttpsConnectionAdapterOptions tls)
    {
        tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        tls.ServerCertificateSelector = (_, _) => authority.ServerCertificate;
        tls.HandshakeTimeout = options.Value.HandshakeTimeout;
        tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        tls.CheckCertificateRevocation = false;
        tls.ClientCertificateValidation = (certificate, _, _) => authority.Trusts(certificate);
    }

    private ConnectionDelegate Guarded(ConnectionDelegate next) => async connection =>
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        connection.Transport = new Pipes(new FrameGuard(input, options.Value.MaxFirstPacketBytes, options.Value.MaxPacketBytes), output);
        await next(connection);
    };

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
