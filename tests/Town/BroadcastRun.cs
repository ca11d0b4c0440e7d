using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudBroadcast.Town;

/// <summary>One programme through a fresh town: schedule it, wait for its end, and write down what each loudspeaker line carried.</summary>
internal sealed class BroadcastRun(TownRunner town, IReadOnlyList<string> areas, int volumePercent, string outputFolder, TimeProvider time)
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(250);
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Villages are written as people write them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // The relays fall after the last sample; the recording is complete when they have.
    private static readonly TimeSpan AfterEnd = TimeSpan.FromSeconds(3);

    private long _beganMs;

    /// <summary>Runs it; true when every addressed gateway played it whole.</summary>
    public async Task<bool> RunAsync(Guid programmeId, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(outputFolder);
        _beganMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var scheduleId = await ScheduleAsync(programmeId, cancellationToken);
        var broadcast = await UntilEndedAsync(scheduleId, cancellationToken);
        await Task.Delay(AfterEnd, time, cancellationToken);
        var plannedStart = (DateTimeOffset)broadcast["plannedStart"]!;
        var length = TimeSpan.FromMilliseconds((double)broadcast["lengthMs"]!);
        var gateways = new JsonArray();
        foreach (var playback in broadcast["playbacks"]!.AsArray())
        {
            var gateway = town.Gateways.First(candidate => candidate.Id == (string?)playback!["gatewayId"]);
            var pins = await WritePinsAsync(gateway, plannedStart, cancellationToken);
            WriteRecording(gateway, Guid.Parse((string)broadcast["id"]!), plannedStart, length);
            gateways.Add(Describe(gateway, playback!, pins));
        }

        var report = new JsonObject
        {
            ["broadcastId"] = broadcast["id"]!.DeepClone(),
            ["title"] = broadcast["title"]!.DeepClone(),
            ["state"] = broadcast["state"]!.DeepClone(),
            ["plannedStart"] = broadcast["plannedStart"]!.DeepClone(),
            ["lengthMs"] = broadcast["lengthMs"]!.DeepClone(),
            ["gateways"] = gateways,
        };
        await File.WriteAllTextAsync(Path.Combine(outputFolder, "report.json"), report.ToJsonString(Indented) + "\n", cancellationToken);
        return gateways.Count > 0 && gateways.All(gateway => (string?)gateway!["outcome"] == "played");
    }

    private async Task<string> ScheduleAsync(Guid programmeId, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var start = TimeZoneInfo.ConvertTime(time.GetUtcNow() + Lead, zone);
        var schedule = await town.Api.PostAsync("/api/schedules", new
        {
            title = "run.sh broadcast",
            programmeId,
            areas,
            volumePercent,
            kind = "dates",
            dates = new[] { DateOnly.FromDateTime(start.DateTime) },
            startTime = start.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            timeZone = zone.Id,
        }, cancellationToken);
        return (string)schedule["id"]!;
    }

    private async Task<JsonObject> UntilEndedAsync(string scheduleId, CancellationToken cancellationToken)
    {
        var since = Uri.EscapeDataString((time.GetUtcNow() - TimeSpan.FromMinutes(5)).ToString("O", CultureInfo.InvariantCulture));
        using var screen = new ProgressScreen(town.Gateways);
        while (true)
        {
            await Task.Delay(PollEvery, time, cancellationToken);
            var found = (await town.Api.GetListAsync($"/api/broadcasts?from={since}", cancellationToken))
                .FirstOrDefault(candidate => (string?)candidate!["scheduleId"] == scheduleId);
            if (found is null)
            {
                continue;
            }

            var broadcast = await town.Api.GetAsync($"/api/broadcasts/{(string)found["id"]!}", cancellationToken);
            screen.Show(broadcast, time.GetUtcNow());
            if ((string?)broadcast["state"] is "finished" or "interrupted" or "cancelled" or "failed")
            {
                return broadcast;
            }
        }
    }

    private async Task<JsonArray> WritePinsAsync(VillageGateway gateway, DateTimeOffset plannedStart, CancellationToken cancellationToken)
    {
        var origin = plannedStart.ToUnixTimeMilliseconds();
        var changes = new JsonArray();
        var before = 0;
        foreach (var change in await gateway.ReadPinsAsync(cancellationToken))
        {
            if (change.Relays != before && change.UtcMs >= _beganMs)
            {
                changes.Add(new JsonObject
                {
                    ["ms"] = Math.Round(change.UtcMs - origin, 3),
                    ["power"] = (change.Relays & 1) != 0,
                    ["zones"] = new JsonArray(Enumerable.Range(1, 8).Where(zone => (change.Relays & (1 << zone)) != 0).Select(zone => (JsonNode)zone).ToArray()),
                });
            }

            before = change.Relays;
        }

        await File.WriteAllTextAsync(Path.Combine(outputFolder, $"{gateway.Id}.relays.json"), changes.ToJsonString(Indented) + "\n", cancellationToken);
        return changes;
    }

    // The recording begins when the amplifier wakes; what is written begins at the planned start.
    private void WriteRecording(VillageGateway gateway, Guid broadcastId, DateTimeOffset plannedStart, TimeSpan length)
    {
        var file = Path.Combine(gateway.RecordingsFolder, $"{broadcastId:N}.wav");
        short[] recorded = [];
        var skip = 0L;
        if (File.Exists(file) && File.Exists(Path.ChangeExtension(file, ".json")))
        {
            using var facts = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(file, ".json")));
            recorded = WavFile.Read(file);
            skip = (long)Math.Round((plannedStart - facts.RootElement.GetProperty("firstSampleAt").GetDateTimeOffset()).TotalSeconds * WavFile.SampleRate);
        }

        var samples = new short[(long)(length.TotalSeconds * WavFile.SampleRate)];
        for (var index = Math.Max(0, -skip); index < samples.Length && index + skip < recorded.Length; index++)
        {
            samples[index] = recorded[index + skip];
        }

        WavFile.Write(Path.Combine(outputFolder, $"{gateway.Id}.wav"), samples);
    }

    private static JsonObject Describe(VillageGateway gateway, JsonNode playback, JsonArray pins)
    {
        var evidence = playback["evidence"] as JsonObject;
        var on = pins.FirstOrDefault(change => (bool)change!["power"]!)?["ms"]?.DeepClone();
        var off = pins.LastOrDefault(change => !(bool)change!["power"]!)?["ms"]?.DeepClone();
        return new JsonObject
        {
            ["gateway"] = gateway.Id,
            ["area"] = gateway.Place.Code,
            ["village"] = gateway.Place.Name,
            ["outcome"] = playback["state"]!.DeepClone(),
            ["reason"] = playback["reason"]?.DeepClone(),
            ["firstSampleErrorMs"] = evidence is null ? null : Math.Round((double)evidence["firstSampleErrorUs"]! / 1000, 3),
            ["framesPlayed"] = evidence?["framesPlayed"]?.DeepClone(),
            ["framesConcealed"] = evidence?["framesConcealed"]?.DeepClone(),
            ["framesMissed"] = evidence?["framesMissed"]?.DeepClone(),
            ["underruns"] = evidence?["underruns"]?.DeepClone(),
            ["relaysConfirmed"] = evidence?["relaysConfirmed"]?.DeepClone(),
            ["relayOnMs"] = on,
            ["relayOffMs"] = off,
        };
    }
}
