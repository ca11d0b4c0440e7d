using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudBroadcast.Town;

namespace CloudBroadcast.Village;

/// <summary>A village whose line is cut before a due broadcast, and comes back after it.</summary>
public sealed class CutLineTests(SpokenAudio spoken)
{
    private const double Enough = 0.95;

    private static readonly TimeSpan UntilDue = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan CutBefore = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StartError = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RecordedWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_broadcast_that_falls_due_while_the_line_is_cut_starts_on_time_plays_whole_once_and_is_on_record_a_minute_after_it_is_back()
    {
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-line-").FullName;
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        using var line = VillageLine.Lay();
        await using (var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, Villages = [Place.All[0]], Line = line }, token))
        {
            var gateway = town.Gateways[0];
            var programme = await town.Api.ImportAsync(spoken.Programme, "programme", "notice", token);
            var (scheduleId, startAt) = await ScheduleAsync(town, (string)programme["id"]!, gateway.Place.Code, token);
            await UntilAsync(startAt - CutBefore, async () => await HoldsItsScheduleAsync(town, token), "the gateway does not hold its schedule and audio in time", token);
            await WaitUntilAsync(startAt - CutBefore, token);

            line.Cut();
            var recording = await UntilRecordedAsync(gateway, startAt + TimeSpan.FromSeconds(30), token);
            line.Mend();

            // The output is opened, and recorded, before its time: what it says first is silence.
            var match = Listening.Align(source, recording.Samples, 5 * WavFile.SampleRate);
            Assert.True(match.Correlation >= Enough, $"{match}");
            var startedAt = recording.FirstSampleAt + TimeSpan.FromSeconds((double)match.LagSamples / WavFile.SampleRate);
            Assert.InRange((startedAt - startAt).Duration(), TimeSpan.Zero, StartError);
            var broadcast = await UntilOnRecordAsync(town, scheduleId, token);
            Assert.Equal("finished", (string?)broadcast["state"]);
            Assert.Equal("played", (string?)broadcast["playbacks"]!.AsArray().Single()!["state"]);
            await AssertNothingMoreSoundsAsync(gateway, token);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(string ScheduleId, DateTimeOffset StartAt)> ScheduleAsync(TownRunner town, string programme, string area, CancellationToken token)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var due = DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow() + UntilDue).ToUnixTimeSeconds());
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

    private static async Task<bool> HoldsItsScheduleAsync(TownRunner town, CancellationToken token)
    {
        var state = (await town.Api.GetListAsync("/api/gateways", token)).First(gateway => (string?)gateway!["id"] == town.Gateways[0].Id)!["state"];
        return state?["schedule"]?["next"] is not null && state["store"] is { } store && (int)store["held"]! >= 1 && (int)store["held"]! == (int)store["needed"]!;
    }

    private static async Task<(DateTimeOffset FirstSampleAt, short[] Samples)> UntilRecordedAsync(VillageGateway gateway, DateTimeOffset until, CancellationToken token)
    {
        string? facts = null;
        await UntilAsync(
            until, () => Task.FromResult((facts = Directory.GetFiles(gateway.RecordingsFolder, "*.json").SingleOrDefault()) is not null), "nothing sounded", token);
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(facts!, token));
        return (document.RootElement.GetProperty("firstSampleAt").GetDateTimeOffset(), WavFile.Read(Path.ChangeExtension(facts!, ".wav")));
    }

    private static async Task<JsonObject> UntilOnRecordAsync(TownRunner town, string scheduleId, CancellationToken token)
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
                return found?["playbacks"]!.AsArray().SingleOrDefault()?["state"]?.GetValue<string>() == "played";
            },
            "it is not on the controller's record",
            token);
        return found!;
    }

    private static async Task AssertNothingMoreSoundsAsync(VillageGateway gateway, CancellationToken token)
    {
        var changes = (await gateway.ReadPinsAsync(token)).Count;
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, token);
        Assert.Equal(changes, (await gateway.ReadPinsAsync(token)).Count);
    }

    private static Task WaitUntilAsync(DateTimeOffset instant, CancellationToken token)
    {
        var left = instant - TimeProvider.System.GetUtcNow();
        return left > TimeSpan.Zero ? Task.Delay(left, TimeProvider.System, token) : Task.CompletedTask;
    }

    private static async Task UntilAsync(DateTimeOffset until, Func<Task<bool>> condition, string problem, CancellationToken token)
    {
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < until, problem);
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, token);
        }
    }
}
