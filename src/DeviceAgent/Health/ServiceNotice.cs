using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Tells systemd how the agent is (sd_notify(3)); does nothing where nobody listens. Safe to use from many threads.</summary>
internal sealed class ServiceNotice(string? address, TimeSpan? watchdog)
{
    /// <summary>Ready for work.</summary>
    public const string Ready = "READY=1";

    /// <summary>Ends in order.</summary>
    public const string Stopping = "STOPPING=1";

    /// <summary>Still alive.</summary>
    public const string Alive = "WATCHDOG=1";

    /// <summary>How long it may be silent before it is killed and started again, or null.</summary>
    public TimeSpan? Watchdog { get; } = address is null ? null : watchdog;

    /// <summary>As systemd left it in the environment.</summary>
    public static ServiceNotice FromEnvironment() => new(
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null);

    /// <summary>Sends one notice; a systemd that can't take it kills the agent by its watchdog, so nothing is done about it here.</summary>
    public void Send(string notice)
    {
        if (address is null)
        {
            return;
        }

        // A leading @ is an address without a file (unix(7), abstract).
        var end = new UnixDomainSocketEndPoint(address.StartsWith('@') ? "\0" + address[1..] : address);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.ASCII.GetBytes(notice), end);
        }
        catch (SocketException)
        {
            // See above.
        }
    }
}
