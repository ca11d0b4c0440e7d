using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>One occurrence of a town's schedule, from its planning to the controller's record.</summary>
internal static class DueSchedule
{
    private static readonly TimeSpan RecordedWithin = TimeSpan.FromSeconds(60);

    /// <summary>Plans a programme for an area, to be due that long from now, at a whole second.</summary>
    public static async Task<(string ScheduleId, DateTimeOffset StartAt)> PlanAsync(
        TownRunner town, string programme, string area, TimeSpan untilDue, CancellationToken token)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var due = DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow() + untilDue).ToUnixTimeSeconds());
        var start = TimeZoneInfo.ConvertTime(due, zone);
        var schedule = await town.Api.PostAsync("/api/schedules", new
        {
            title = "每日普法",
            programmeId = programme,
            areas = new[] { area },
            volumePercent = 80,
            kind = "dates",
            dates = new[] { DateOnly.FromDateTime(start.DateTime) },
            startTime = start.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            timeZone = zone.Id,
        }, token);
        return ((string)schedule["id"]!, due);
    }

    /// <summary>Until the town's first gateway says that it holds its schedule and the audio for it.</summary>
    public static Task UntilHeldAsync(TownRunner town, DateTimeOffset limit, CancellationToken token) =>
        UntilAsync(limit, async () => await HoldsItsScheduleAsync(town, token), "the gateway does not hold its schedule and audio in time", token);

    /// <summary>Until a recording of what the line carried is whole.</summary>
    public static Task UntilRecordedAsync(VillageGateway gateway, DateTimeOffset limit, CancellationToken token) =>
        UntilAsync(limit, () => Task.FromResult(Facts(gateway) is not null), "nothing sounded", token);

    /// <summary>The recording, and when its first sample left: from the opening of the output on, silence first.</summary>
    public static (DateTimeOffset OpenedAt, short[] Samples) Recording(VillageGateway gateway)
    {
        var facts = Facts(gateway)!;
        using var document = JsonDocument.Parse(File.ReadAllBytes(facts));
        return (document.RootElement.GetProperty("firstSampleAt").GetDateTimeOffset(), WavFile.Read(Path.ChangeExtension(facts, ".wav")));
    }

    /// <summary>The one broadcast that the controller made of it, once its one playback has such a state.</summary>
    public static async Task<JsonObject> UntilOnRecordAsync(TownRunner town, string scheduleId, Func<string?, bool> fits, CancellationToken token)
    {
        JsonObject? found = null;
        var since = Uri.EscapeDataString((TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10)).ToString("O", CultureInfo.InvariantCulture));
        await UntilAsync(
            TimeProvider.System.GetUtcNow() + RecordedWithin,
            async () =>
            {
                var all = (await town.Api.GetListAsync($"/api/broadcasts?from={since}", token)).Where(candidate => (string?)candidate!["scheduleId"] == scheduleId).ToList();
                Assert.True(all.Count <= 1, "one occurrence became two broadcasts");
                found = all.Count == 0 ? null : await town.Api.GetAsync($"/api/broadcasts/{(string)all[0]!["id"]!}", token);
                return fits(found?["playbacks"]!.AsArray().SingleOrDefault()?["state"]?.GetValue<string>());
            },
            "it is not on the controller's record",
            token);
        return found!;
    }

    public static Task WaitUntilAsync(DateTimeOffset instant, CancellationToken token)
    {
        var left = instant - TimeProvider.System.GetUtcNow();
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System, token) : Task.CompletedTask;
    }

    private static string? Facts(VillageGateway gateway) => Directory.GetFiles(gateway.RecordingsFolder, "*.json").SingleOrDefault();

    private static async Task<bool> HoldsItsScheduleAsync(TownRunner town, CancellationToken token)
    {
        var state = (await town.Api.GetListAsync("/api/gateways", token)).First(gateway => (string?)gateway!["id"] == town.Gateways[0].Id)!["state"];
        return state?["schedule"]?["next"] is not null && state["store"] is { } store && (int)store["held"]! >= 1 && (int)store["held"]! == (int)store["needed"]!;
    }

    /// <summary>Until it is so; a test that has waited so long fails with the problem.</summary>
    public static async Task UntilAsync(DateTimeOffset until, Func<Task<bool>> condition, string problem, CancellationToken token)
    {
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < until, problem);
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, token);
        }
    }
}
