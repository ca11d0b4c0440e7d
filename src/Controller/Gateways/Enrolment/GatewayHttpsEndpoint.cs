using System.Security.Authentication;
using CloudBroadcast.Controller.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Enrolment;

/// <summary>Opens the gateways' HTTPS port: TLS with the town's own certificate; a client certificate is looked at, not asked for.</summary>
internal sealed class GatewayHttpsEndpoint(IOptions<AddressOptions> addresses, TownCertificateAuthority authority, Listening listening)
    : IConfigureOptions<KestrelServerOptions>
{
    // Twelve gateways need two each.
    private const int MaxConnections = 200;

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    private int _connections;

    public void Configure(KestrelServerOptions kestrel) => kestrel.Listen(addresses.Value.GatewayHttpsEndPoint(), listener =>
    {
        listening.SetGatewayHttps(listener);
        listener.Protocols = HttpProtocols.Http1;
        listener.Use(Limited);
        listener.UseHttps(Trust);
        listener.Use(next => connection =>
        {
            connection.Features.Set(new GatewayConnection());
            return next(connection);
        });
    });

    private ConnectionDelegate Limited(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _connections) > MaxConnections)
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
        tls.HandshakeTimeout = HandshakeTimeout;
        tls.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        tls.CheckCertificateRevocation = false;
        tls.ClientCertificateValidation = (certificate, _, _) => authority.Trusts(certificate);
    }
}
