using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Where the controller really listens: Kestrel writes the port that it was given back into its listeners.</summary>
internal sealed class Listening
{
    private readonly List<ListenOptions> _http = [];
    private ListenOptions? _mqtt;
    private ListenOptions? _gatewayHttps;

    /// <summary>The first address of console and API.</summary>
    public Uri Http => new($"http://{Reachable(_http[0])}");

    /// <summary>The broker's address.</summary>
    public IPEndPoint Mqtt => Reachable(_mqtt ?? throw new InvalidOperationException("The broker does not listen."));

    /// <summary>The address of the gateways' HTTPS port.</summary>
    public IPEndPoint GatewayHttps => Reachable(_gatewayHttps ?? throw new InvalidOperationException("The gateways' HTTPS port does not listen."));

    public void AddHttp(ListenOptions listener) => _http.Add(listener);

    public void SetMqtt(ListenOptions listener) => _mqtt = listener;

    public void SetGatewayHttps(ListenOptions listener) => _gatewayHttps = listener;

    // "Any" can be listened on, not connected to.
    private static IPEndPoint Reachable(ListenOptions listener)
    {
        var endPoint = listener.IPEndPoint!;
        return endPoint.Address switch
        {
            var any when any.Equals(IPAddress.Any) => new IPEndPoint(IPAddress.Loopback, endPoint.Port),
            var any when any.Equals(IPAddress.IPv6Any) => new IPEndPoint(IPAddress.IPv6Loopback, endPoint.Port),
            _ => endPoint,
        };
    }
}

/// <summary>Opens the listeners of console and API.</summary>
internal sealed class HttpListeners(IOptions<AddressOptions> addresses, Listening listening) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        foreach (var endPoint in addresses.Value.HttpEndPoints())
        {
            options.Listen(endPoint, listening.AddHttp);
        }
    }
}
