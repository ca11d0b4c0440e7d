using System.Globalization;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>
/// How far apart two villages sound over a long programme where one's clock runs 100 ppm fast, and two clients of Snapcast with
/// the same clocks on the same sinks. One recording holds both sides of a stereo sink, so it has one clock; each second, half of it
/// is compared.
/// </summary>
internal static class SyncFigures
{
    private const string Ppm = "100";
    private const string MinutesVariable = "BENCH_MINUTES";
    private const int Window = WavFile.SampleRate / 2;
    private static readonly string SkewedClock = Path.Combine(Checkout.Root, "tests", "Benchmarks", "skewed-clock");

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        await Measuring.RunAsync("make", ["-s", "-C", SkewedClock], cancellationToken);
        var minutes = double.Parse(Environment.GetEnvironmentVariable(MinutesVariable) ?? "10", CultureInfo.InvariantCulture);
        var length = TimeSpan.FromMinutes(minutes);
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        try
        {
            var programme = Path.Combine(folder, "programme.wav");
            await Measuring.HissAsync(programme, length, cancellationToken);
            await using var sound = new SoundServer();
            await sound.StartAsync(cancellationToken);
            var ours = await OfGatewaysAsync(sound, folder, programme, cancellationToken);
            var theirs = await OfSnapcastAsync(sound, folder, programme, length, cancellationToken);
            return
            [
                Row("p50", Measuring.Percentile(ours, 0.5), Measuring.Percentile(theirs, 0.5), null),
                Row("p99", Measuring.Percentile(ours, 0.99), Measuring.Percentile(theirs, 0.99), 1),
                Row("largest", ours.Max(), theirs.Max(), null),
            ];

            Row Row(string what, double our, double their, double? target) =>
                new($"two gateways {Ppm} ppm apart, {minutes:0.#} min, offset {what}", our, "ms", target, Peer: "Snapcast, same sinks and clocks", PeerValue: their);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<double>> OfGatewaysAsync(SoundServer sound, string folder, string programme, CancellationToken cancellationToken)
    {
        var (left, right) = (Place.All[0], Place.All[1]);
        var settings = new TownSettings
        {
            Folder = folder,
            Villages = [left, right],
            AlsaDevices = new Dictionary<string, string> { [left.GatewayId] = SoundServer.Left, [right.GatewayId] = SoundServer.Right },
            CopiesSound = false,
            AgentEnvironment = place => EnvironmentOf(sound, isSkewed: place == right),
        };
        await using var town = await TownRunner.StartAsync(settings, cancellationToken);
        var imported = await town.Api.ImportAsync(programme, "programme", "notice", cancellationToken);
        var both = sound.ListenToBoth();
        await using (both)
        {
            var run = new BroadcastRun(town, settings.Villages.Select(place => place.Code).ToList(), 100, Path.Combine(folder, "out"), TimeProvider.System);
            if (!await run.RunAsync(Guid.Parse((string)imported["id"]!), cancellationToken))
            {
                throw new TownException($"Not whole: {await File.ReadAllTextAsync(Path.Combine(folder, "out", "report.json"), cancellationToken)}");
            }
        }

        return OffsetsMs(both);
    }

    private static async Task<IReadOnlyList<double>> OfSnapcastAsync(SoundServer sound, string folder, string programme, TimeSpan length, CancellationToken cancellationToken)
    {
        using var reaper = new Reaper();
        await using var snapcast = await Snapcast.StartAsync(reaper, sound, folder, programme, length, cancellationToken);
        snapcast.Play(SoundServer.Left, EnvironmentOf(sound, isSkewed: false));
        snapcast.Play(SoundServer.Right, EnvironmentOf(sound, isSkewed: true));
        await snapcast.SettleAsync(cancellationToken);
        var both = sound.ListenToBoth();
        await using (both)
        {
            await Task.Delay(length, TimeProvider.System, cancellationToken);
        }

        return OffsetsMs(both);
    }

    private static Dictionary<string, string> EnvironmentOf(SoundServer sound, bool isSkewed)
    {
        var environment = new Dictionary<string, string>(sound.Environment);
        if (isSkewed)
        {
            environment["LD_PRELOAD"] = Path.Combine(SkewedClock, "build", "skewed_clock.so");
            environment["SKEW_PPM"] = Ppm;
        }

        return environment;
    }

    // From the first sample of either to the last; a piece that the two have not in common is as far apart as can be.
    private static List<double> OffsetsMs(Listener both)
    {
        var (left, right) = (both.Side(0), both.Side(1));
        var begin = Math.Min(left.AsSpan().IndexOfAnyExcept((short)0), right.AsSpan().IndexOfAnyExcept((short)0));
        var end = Math.Max(left.AsSpan().LastIndexOfAnyExcept((short)0), right.AsSpan().LastIndexOfAnyExcept((short)0));
        var offsets = new List<double>();
        for (var at = begin; at + Window <= end; at += WavFile.SampleRate)
        {
            var lag = Listening.Lag(left.AsSpan(at, Window), right.AsSpan(at, Window));
            offsets.Add(Math.Abs(lag ?? double.PositiveInfinity) * 1000 / WavFile.SampleRate);
        }

        return offsets.Count > 0 ? offsets : throw new TownException("Nothing was heard.");
    }
}
