using System.Text.Json;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>One stream to thousands of gateways over TLS, by the controller and by Mosquitto in turns.</summary>
internal static class FanOutFigures
{
    private const int WarmUpGateways = 1_000;
    private const string Peer = "Mosquitto, same load in turns";
    private static readonly string LoadClient = Path.Combine(Checkout.Root, "tests", "Benchmarks", "load-client");

    private sealed record Outcome(string Topic, long Expected, long Delivered, long Lost, double ProcessorUs, double P50Ms, double P99Ms, int Disconnected);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        await Measuring.RunAsync("make", ["-s", "-C", LoadClient], cancellationToken);
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        using var reaper = new Reaper();
        try
        {
            var town = new LoadTown(folder);
            var ours = await town.StartControllerAsync(reaper, ["--Broker:MaxConnections", $"{LoadTown.MostGateways + 100}"], cancellationToken);
            await using var controller = ours.Process;
            await town.PrepareAsync(cancellationToken);
            var peers = await Mosquitto.StartAsync(reaper, town, folder, cancellationToken);
            await using var mosquitto = peers.Process;

            // A controller runs for months: what its first minute costs the compiler is no part of the figures.
            await LoadAsync(ours, town, WarmUpGateways, publish: false, cancellationToken);
            return
            [
                .. await CompareAsync(ours, peers, town, 1_000, rounds: 3, cancellationToken),
                .. await CompareAsync(ours, peers, town, LoadTown.MostGateways, rounds: 1, cancellationToken),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IEnumerable<Row>> CompareAsync(Broker ours, Broker peers, LoadTown town, int gateways, int rounds, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<Outcome>> our = [];
        List<IReadOnlyList<Outcome>> theirs = [];
        for (var round = 0; round < rounds; round++)
        {
            our.Add(await LoadAsync(ours, town, gateways, publish: false, cancellationToken));
            theirs.Add(await LoadAsync(peers, town, gateways, publish: true, cancellationToken));
        }

        return LoadStream.All.SelectMany((stream, index) => Rows(
            $"{(stream == LoadStream.Live ? "live" : "programme")} to {gateways:#,0} over TLS",
            [.. our.Select(round => round[index])], [.. theirs.Select(round => round[index])]));
    }

    private static async Task<IReadOnlyList<Outcome>> LoadAsync(Broker broker, LoadTown town, int gateways, bool publish, CancellationToken cancellationToken)
    {
        var said = await Measuring.OutputOfAsync(Path.Combine(LoadClient, "build", "load_client"),
        [
            "--port", $"{broker.Port}", "--pid", $"{broker.Process.Id}", "--key", town.KeyFile, "--certificates", town.CertificatesFile,
            "--count", $"{gateways}", "--seconds", "15", .. LoadStream.All.SelectMany(stream => new[] { "--stream", stream.Argument }),
            .. publish ? ["--publish"] : Array.Empty<string>(),
        ], cancellationToken);
        await Console.Error.WriteAsync($"{gateways} by {broker.Process.Name}: {said}");
        return [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Outcome>(line, JsonSerializerOptions.Web)!)];
    }

    // Medians of the rounds, but every loss counts.
    private static IEnumerable<Row> Rows(string what, IReadOnlyList<Outcome> ours, IReadOnlyList<Outcome> peers)
    {
        var (cost, peersCost) = (Median(ours, outcome => outcome.ProcessorUs), Median(peers, outcome => outcome.ProcessorUs));
        return
        [
            new Row($"{what}, processor a bundle", cost, "µs", peersCost, Peer: Peer, PeerValue: peersCost),
            new Row($"{what}, p99", Median(ours, outcome => outcome.P99Ms), "ms", 100, Peer: Peer, PeerValue: Median(peers, outcome => outcome.P99Ms)),
            new Row($"{what}, lost", ours.Sum(outcome => outcome.Lost), "bundles", 0, Peer: Peer, PeerValue: peers.Sum(outcome => outcome.Lost)),
        ];
    }

    private static double Median(IEnumerable<Outcome> outcomes, Func<Outcome, double> figure) => Measuring.Percentile(outcomes.Select(figure), 0.5);
}
