using System.Diagnostics;
using System.Globalization;
using CloudBroadcast.Town;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Benchmarks;

/// <summary>What strangers can cost the controller, and how soon a revoked gateway is out.</summary>
internal static class BrokerFigures
{
    private const int Strangers = 10_000;
    private const int Revocations = 3;
    private const double MegaByte = 1e6;

    // Longer than it takes to open them all, so that all are open at once.
    private static readonly string[] OpenDoors =
    [
        "--Broker:MaxConnections", "20000", "--Broker:MaxStrangersPerAddress", "20000", "--Broker:HandshakeTimeout", "00:01:00",
    ];

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        using var reaper = new Reaper();
        try
        {
            var town = new LoadTown(folder);
            var hello = await HalfOpen.ClientHelloAsync(cancellationToken);
            return
            [
                await HalfOpenAsync("10,000 that stop in the handshake, as shipped", [], reaper, town, hello, 400, cancellationToken),
                await HalfOpenAsync("10,000 that say nothing, no limits", OpenDoors, reaper, town, default, 400, cancellationToken),
                await HalfOpenAsync("10,000 that stop in the handshake, no limits", OpenDoors, reaper, town, hello, null, cancellationToken),
                await RevocationAsync(reaper, town, folder, cancellationToken),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Row> HalfOpenAsync(
        string what, string[] settings, Reaper reaper, LoadTown town, ReadOnlyMemory<byte> beginning, double? target, CancellationToken cancellationToken)
    {
        var broker = await town.StartControllerAsync(reaper, settings, cancellationToken);
        await using var process = broker.Process;
        using var connections = await HalfOpen.OpenAsync(Strangers, broker.Port, beginning, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        return new Row($"{what}, memory", process.ResidentBytes / MegaByte, "MB", target);
    }

    // By another process, which can't tell the broker: the sweep must find it.
    private static async Task<Row> RevocationAsync(Reaper reaper, LoadTown town, string folder, CancellationToken cancellationToken)
    {
        var broker = await town.StartControllerAsync(reaper, [], cancellationToken);
        await using var process = broker.Process;
        await town.PrepareAsync(cancellationToken);
        var longest = TimeSpan.Zero;
        for (var index = 0; index < Revocations; index++)
        {
            // It stays for as long as it is let, and says line by line what it does.
            using var gateway = Process.Start(new ProcessStartInfo("stdbuf",
            [
                "-oL", "mosquitto_sub", "-h", "localhost", "-p", broker.Port.ToString(CultureInfo.InvariantCulture), "--cafile", town.AuthorityFile,
                "--cert", town.WriteCertificate(index), "--key", town.KeyFile, "-i", LoadTown.NameOf(index), "-t", $"cb/1/gateway/{LoadTown.NameOf(index)}/order", "-d",
            ])
            {
                RedirectStandardOutput = true,
            })!;
            try
            {
                longest = Max(longest, await CutOffAsync(gateway.StandardOutput, folder, LoadTown.NameOf(index), cancellationToken));
            }
            finally
            {
                gateway.Kill();
            }
        }

        return new Row("revocation by another process to cut-off, longest", longest.TotalSeconds, "s", 60);
    }

    private static async Task<TimeSpan> CutOffAsync(StreamReader said, string folder, string gatewayId, CancellationToken cancellationToken)
    {
        await UntilAsync(said, "Subscribed", cancellationToken);
        await using (var database = LoadTown.OpenDatabase(folder))
        {
            await database.Gateways.Where(gateway => gateway.Id == gatewayId)
                .ExecuteUpdateAsync(update => update.SetProperty(gateway => gateway.PublicKey, (byte[]?)null), cancellationToken);
        }

        var watch = Stopwatch.StartNew();

        // The tool ends when it is cut off.
        await said.ReadToEndAsync(cancellationToken);
        return watch.Elapsed;
    }

    private static async Task UntilAsync(StreamReader said, string words, CancellationToken cancellationToken)
    {
        while (await said.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new TownException($"mosquitto_sub ended before it said \"{words}\".");
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
