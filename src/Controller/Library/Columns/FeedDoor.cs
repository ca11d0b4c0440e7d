using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>
/// Opens the connections to feeds: to public addresses, and to private ones alone that the configuration names. It looks at
/// the address that is really connected to, so neither a name that points inside nor a redirect gets around it.
/// </summary>
internal sealed class FeedDoor(IOptions<ColumnOptions> options)
{
    /// <summary>Name of the HTTP client that goes through here.</summary>
    public const string Client = "column-feed";

    // IANA's special-purpose registries: what is no public host.
    private static readonly IPNetwork[] Special =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Tunnels carry IPv4 addresses inside.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ]).Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork PublicSix = IPNetwork.Parse("2000::/3");

    /// <summary>Whether a feed may be fetched from there.</summary>
    public bool Lets(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.Value.Allowed.Any(network => network.Contains(plain)) || IsPublic(plain);
    }

    /// <exception cref="HttpRequestException">None of the host's addresses is let.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = (await Dns.GetHostAddressesAsync(host, cancellationToken)).Where(Lets).ToArray();
        if (addresses.Length == 0)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"\"{host}\" has no public address. Allowed besides: {ColumnOptions.Section}:FeedNetworks.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily is AddressFamily.InterNetwork || PublicSix.Contains(address)) && !Special.Any(network => network.Contains(address));
}
