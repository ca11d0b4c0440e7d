using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>Debian's Mosquitto with the town's certificates: the peer of the fan-out figures.</summary>
internal static class Mosquitto
{
    // Debian keeps it where a user's PATH does not lead.
    private const string Program = "/usr/sbin/mosquitto";

    public static async Task<Broker> StartAsync(Reaper reaper, LoadTown town, string folder, CancellationToken cancellationToken)
    {
        var port = Ports.Free();
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
        var log = Path.Combine(folder, "mosquitto.log");
        var process = ChildProcess.Start(reaper, "mosquitto", log, Program, ["-c", configuration]);
        await Ports.UntilAnsweredAsync(port, process, log, cancellationToken);
        return new Broker(process, port);
    }
}
