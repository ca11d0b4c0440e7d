using System.IO.Pipelines;
using CloudBroadcast.Controller.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using MQTTnet.AspNetCore;

namespace CloudBroadcast.Controller.Broker;

/// <summary>Opens the broker's one port: TLS with a client certificate of the town's authority, then the guard, then MQTT.</summary>
internal sealed class BrokerEndpoint(
    IOptions<AddressOptions> addresses,
    IOptions<BrokerOptions> options,
    BrokerTls tls,
    Listening listening,
    BrokerConnections connections,
    StreamLane lane,
    BrokerCounts counts,
    TimeProvider time) : IConfigureOptions<KestrelServerOptions>
{
    void IConfigureOptions<KestrelServerOptions>.Configure(KestrelServerOptions kestrel) =>
        kestrel.Listen(addresses.Value.MqttEndPoint(), listener =>
        {
            listening.SetMqtt(listener);
            listener.Use(Limited);
            listener.Use(Direct);
            listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(tls.Current), HandshakeTimeout = options.Value.HandshakeTimeout });
            listener.Use(Guarded);
            listener.UseMqtt();
        });

    private ConnectionDelegate Limited(ConnectionDelegate next) => async connection =>
    {
        if (connections.Enter(connection) is not { } entered)
        {
            counts.TurnedAway();
            connection.Abort(new ConnectionAbortedException("Too many connections."));
            return;
        }

        connection.Features.Set(entered);
        try
        {
            await next(connection);
        }
        finally
        {
            connections.Leave(entered);
        }
    };

    private static ConnectionDelegate Direct(ConnectionDelegate next) => connection =>
    {
        var socket = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        connection.Transport = new Pipes(connection.Transport.Input, new DirectSocketWriter(connection.Transport.Output, socket));
        return next(connection);
    };

    private ConnectionDelegate Guarded(ConnectionDelegate next) => async connection =>
    {
        var limits = options.Value;
        var (input, line) = (connection.Transport.Input, connection.Features.GetRequiredFeature<ISslStreamFeature>().SslStream);
        var outlet = new StreamOutlet(line, limits.MaxWaitingStreamBytes, time, () => connection.Abort(new ConnectionAbortedException("It does not read.")));
        connection.Features.GetRequiredFeature<BrokerConnection>().Outlet = outlet;
        connection.Transport = new Pipes(new FrameGuard(input, limits.MaxFirstPacketBytes, limits.MaxPacketBytes), outlet);
        try
        {
            await next(connection);
        }
        finally
        {
            lane.Remove(outlet);
        }
    };

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
