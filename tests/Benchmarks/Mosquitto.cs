using System.Net;
using System.Net.Sockets;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>Debian's Mosquitto with the town's certificates: the peer of the fan-out figures.</summary>
internal static class Mosquitto
{
    // Debian keeps it where a user's PATH does not lead.
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    private const string Program = "/usr/sbin/mosquitto";

    public static async Task<Broker> StartAsync(Reaper reaper, LoadTown town, string folder, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var (certificate, key, configuration) = (Path.Combine(folder, "mosquitto.crt"), Path.Combine(folder, "mosquitto.key"), Path.Combine(folder, "mosquitto.conf"));
        town.IssueServer(certificate, key);
        await File.WriteAllTextAsync(
            configuration,
            $"""
            user root
            persistence false
            log_type none
            listener {port} 127.0.0.1
            cafile {town.AuthorityFile}
            certfile {certificate}
            keyfile {key}
            require_certificate true
            use_identity_as_username true

            """,
            cancellationToken);
        var process = ChildProcess.Start(reaper, "mosquitto", Path.Combine(folder, "mosquitto.log"), Program, ["-c", configuration]);
        while (!await AnswersAsync(port, cancellationToken))
        {
            if (process.HasExited)
            {
                throw new TownException($"Mosquitto did not come up; its log is {Path.Combine(folder, "mosquitto.log")}.");
            }

            await Task.Delay(PollEvery, TimeProvider.System, cancellationToken);
        }

        return new Broker(process, port);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
