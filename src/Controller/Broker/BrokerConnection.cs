using System.Net;
using System.Net.Sockets;

namespace CloudBroadcast.Controller.Broker;

/// <summary>One TCP connection to the broker, whoever it is.</summary>
internal sealed class BrokerConnection(IPEndPoint remote)
{
    // Who has one IPv6 address has the rest of its /64, too.
    private const int NetworkBytes = 8;

    public IPEndPoint Remote { get; } = remote;

    /// <summary>The address that its sender can't change at will.</summary>
    public IPAddress Network { get; } = NetworkOf(remote.Address);

    /// <summary>Whether it has not yet said who it is; changed by <see cref="BrokerConnections"/> alone.</summary>
    public bool IsStranger { get; set; } = true;

    /// <summary>Its way out; there once TLS is.</summary>
    public StreamOutlet? Outlet { get; set; }

    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
