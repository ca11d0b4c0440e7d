using System.Globalization;
using System.Text.Json.Nodes;
using CloudBroadcast.Town;

namespace CloudBroadcast.Benchmarks;

/// <summary>Twelve villages on air: start error, how far apart they sound, the scheduler's delay, memory and processor.</summary>
internal static class TownFigures
{
    private const int Broadcasts = 5;
    private const double MegaByte = 1e6;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnnounceLead = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        try
        {
            var file = Path.Combine(folder, "programme.wav");
            await Measuring.SpeakAsync(file, Length, cancellationToken);
            await using var town = await TownRunner.StartAsync(new TownSettings { Folder = folder }, cancellationToken);
            var programme = await town.Api.ImportAsync(file, "programme", "notice", cancellationToken);
            var errors = new List<double>();
            var apart = new List<double>();
            for (var index = 0; index < Broadcasts; index++)
            {
                var output = Path.Combine(folder, $"out-{index}");
                await new BroadcastRun(town, [Place.TownCode], 80, output, TimeProvider.System).RunAsync(Guid.Parse((string)programme["id"]!), cancellationToken);
                errors.AddRange(StartErrors(output));
                apart.AddRange(Apart(output));
            }

            return
            [
                new Row("start error, 12 gateways × 5 broadcasts, p99", Measuring.Percentile(errors, 0.99), "ms", 20),
                new Row("between gateways, by cross-correlation, largest", apart.Max(), "ms", 2),
                .. await FiringAsync(town, programme, cancellationToken),
                .. await LoadAsync(town, programme, folder, cancellationToken),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<double> StartErrors(string output)
    {
        var report = JsonNode.Parse(File.ReadAllText(Path.Combine(output, "report.json")))!;
        return report["gateways"]!.AsArray().Select(gateway => gateway!["firstSampleErrorMs"] is { } error ? Math.Abs((double)error) : double.PositiveInfinity);
    }

    private static IEnumerable<double> Apart(string output)
    {
        var recordings = Place.All.Select(place => WavFile.Read(Path.Combine(output, place.GatewayId + ".wav"))).ToList();
        return recordings.Skip(1).Select(recording =>
            Math.Abs(Listening.Align(recordings[0], recording, WavFile.SampleRate / 10).LagSamples) * 1000.0 / WavFile.SampleRate);
    }

    // Quartz fires AnnounceLead before the start; the broadcast is written down at once.
    private static async Task<IReadOnlyList<Row>> FiringAsync(TownRunner town, JsonObject programme, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var first = TimeProvider.System.GetUtcNow() + AnnounceLead + TimeSpan.FromSeconds(5);
        var schedules = new Dictionary<string, DateTimeOffset>();
        foreach (var (place, index) in Place.All.Select((place, index) => (place, index)))
        {
            var start = TimeZoneInfo.ConvertTime(first.AddSeconds(index), zone);
            start = start.AddTicks(-(start.Ticks % TimeSpan.TicksPerSecond));
            var schedule = await town.Api.PostAsync("/api/schedules", new
            {
                title = "firing",
                programmeId = (string)programme["id"]!,
                areas = new[] { place.Code },
                kind = "dates",
                dates = new[] { DateOnly.FromDateTime(start.DateTime) },
                startTime = start.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                timeZone = zone.Id,
            }, cancellationToken);
            schedules[(string)schedule["id"]!] = start;
        }

        await Task.Delay(first.AddSeconds(Place.All.Count) - TimeProvider.System.GetUtcNow(), TimeProvider.System, cancellationToken);
        var since = Uri.EscapeDataString((first - TimeSpan.FromMinutes(1)).ToString("O", CultureInfo.InvariantCulture));
        var delays = (await town.Api.GetListAsync($"/api/broadcasts?from={since}", cancellationToken))
            .Where(broadcast => (string?)broadcast!["scheduleId"] is { } id && schedules.ContainsKey(id))
            .Select(broadcast => ((DateTimeOffset)broadcast!["createdAt"]! - (schedules[(string)broadcast["scheduleId"]!] - AnnounceLead)).TotalMilliseconds)
            .ToList();
        return [new Row($"scheduler's delay, {delays.Count} firings, largest", delays.Max(), "ms", 100)];
    }

    private static async Task<IReadOnlyList<Row>> LoadAsync(TownRunner town, JsonObject programme, string folder, CancellationToken cancellationToken)
    {
        await Task.Delay(Length + TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken);
        await town.Api.PostAsync("/api/broadcasts", new { programmeId = (string)programme["id"]!, areas = new[] { Place.TownCode } }, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, cancellationToken);
        var over = TimeSpan.FromSeconds(10);
        var controller = Measuring.ProcessorPercentAsync(town.Controller, over, cancellationToken);
        var agents = await Task.WhenAll(town.Gateways.Select(gateway => Measuring.ProcessorPercentAsync(gateway.Agent, over, cancellationToken)));
        var opus = Path.Combine(folder, "peer.opus");
        await Measuring.RunAsync("ffmpeg", ["-nostdin", "-y", "-v", "error", "-i", Path.Combine(folder, "programme.wav"), "-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", "32k", opus], cancellationToken);
        var peer = await Measuring.RunAsync("ffmpeg", ["-nostdin", "-v", "error", "-re", "-i", opus, "-t", "10", "-f", "s16le", "pipe:1"], cancellationToken);
        return
        [
            new Row("controller, 12 gateways on air, processor", await controller, "% of a core", 20),
            new Row("controller, 12 gateways on air, memory", town.Controller.ResidentBytes / MegaByte, "MB", 400),
            new Row("agent while playing, processor, median", Measuring.Percentile(agents, 0.5), "% of a core", 10, Peer: "ffmpeg -re, decoding the same", PeerValue: peer.Processor / peer.Wall * 100),
            new Row("agent while playing, memory, largest", town.Gateways.Max(gateway => gateway.Agent.ResidentBytes) / MegaByte, "MB", 120),
        ];
    }
}
