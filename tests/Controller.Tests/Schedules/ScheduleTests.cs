using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules;

public class ScheduleTests
{
    private const string Village = "620321104200";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_is_made_replaced_and_deleted_and_a_stale_edit_is_refused()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(50);
        var made = await ReadAsync(await town.PostAsync("/api/schedules", Wish(programme, "07:00")));
        var path = $"/api/schedules/{made.GetProperty("id").GetString()}";

        var first = await town.Host.Http.PutAsJsonAsync(path, Wish(programme, "07:30", version: 1), TownHost.Json, Stop);
        var stale = await town.Host.Http.PutAsJsonAsync(path, Wish(programme, "08:00", version: 1), TownHost.Json, Stop);
        var now = await town.Host.GetAsync<JsonElement>(path);
        var deleted = await town.Host.Http.DeleteAsync(path, Stop);
        var gone = await town.Host.Http.GetAsync(path, Stop);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, stale.StatusCode));
        Assert.Equal(("07:30:00", 2, "Asia/Shanghai"), (now.GetProperty("startTime").GetString(), now.GetProperty("version").GetInt32(), now.GetProperty("timeZone").GetString()));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, gone.StatusCode));
    }

    [Theory]
    [InlineData("\"timeZone\":\"Mars/Olympus\"", "timeZone", "Mars/Olympus")]
    [InlineData("\"timeZone\":\"China Standard Time\"", "timeZone", "IANA")]
    [InlineData("\"volumePercent\":-1", "volumePercent", "\"-1\"")]
    [InlineData("\"repeats\":0", "repeats", "\"0\"")]
    [InlineData("\"repeats\":21", "repeats", "1 to 20")]
    [InlineData("\"priority\":\"redAlert\"", "priority", "liveTalk")]
    [InlineData("\"kind\":\"weekdays\"", "weekdays", "monday")]
    [InlineData("\"kind\":\"dates\"", "dates", "2026-11-24")]
    [InlineData("\"from\":\"2026-12-02\",\"until\":\"2026-12-01\"", "until", "\"2026-12-01\"")]
    [InlineData("\"areas\":[\"990000000000\"]", "areas", "990000000000")]
    [InlineData("\"programmeId\":\"0192a1b2-c3d4-e5f6-0718-293a4b5c6d7e\"", "programmeId", "0192a1b2-c3d4-e5f6-0718-293a4b5c6d7e")]
    public async Task A_bad_schedule_is_refused_with_field_value_and_what_is_allowed(string member, string field, string words)
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(50);
        var wish = JsonDocument.Parse(JsonSerializer.Serialize(Wish(programme, "07:00"), TownHost.Json)).RootElement.EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value);
        foreach (var property in JsonDocument.Parse($"{{{member}}}").RootElement.EnumerateObject())
        {
            wish[property.Name] = property.Value;
        }

        var answer = await town.PostAsync("/api/schedules", wish);
        var problem = await ReadAsync(answer);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_will_sound_is_told_with_its_collisions_for_an_area()
    {
        await using var town = new CastTown();
        var (programme, _) = await town.AddProgrammeAsync(3000);
        await town.PostAsync("/api/schedules", Wish(programme, "07:00"));
        await town.PostAsync("/api/schedules", Wish(programme, "07:00:30"));

        var runs = await town.Host.GetAsync<JsonElement>($"/api/schedules/occurrences?from=2027-01-01T00:00:00Z&to=2027-01-03T00:00:00Z&area={Village}");
        var elsewhere = await town.Host.GetAsync<JsonElement>("/api/schedules/occurrences?from=2027-01-01T00:00:00Z&to=2027-01-03T00:00:00Z&area=620321104201");

        Assert.Equal(4, runs.GetArrayLength());
        Assert.Equal("2027-01-01T23:00:00+00:00", runs[0].GetProperty("startsAt").GetString());
        Assert.Equal("「每日普法」与「每日普法」在 1 个终端上重叠 30 秒，本场次先播", runs[0].GetProperty("conflicts")[0].GetProperty("message").GetString());
        Assert.Equal(0, elsewhere.GetArrayLength());
    }

    [Fact]
    public async Task Quartz_fires_an_occurrence_and_it_becomes_a_broadcast_at_its_planned_start()
    {
        await using var town = new CastTown();
        town.Host.Settings["Schedules:AnnounceLead"] = "00:00:02";
        var (programme, _) = await town.AddProgrammeAsync(100);
        var gate = town.Host.Get<BroadcastGate>();
        var begun = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.Changed += id => begun.TrySetResult(id);
        var start = new DateTimeOffset(DateTimeOffset.UnixEpoch.Ticks + (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero).AddSeconds(4);
        var local = TimeZoneInfo.ConvertTime(start, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));

        await town.PostAsync("/api/schedules", Wish(programme, local.ToString("HH:mm:ss", CultureInfo.InvariantCulture)));
        var id = await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        var broadcast = await town.UntilAsync(id, known => known.State is BroadcastState.OnAir or BroadcastState.Failed);
        var occurrence = await OccurrenceAsync(town, start, state => state is not OccurrenceState.Claimed);

        Assert.Equal((start, BroadcastState.OnAir), (broadcast.PlannedStart, broadcast.State));
        Assert.Equal((OccurrenceState.Started, id), (occurrence.State, occurrence.BroadcastId));
    }

    [Fact]
    public async Task A_doubled_firing_finds_the_occurrence_taken()
    {
        await using var town = Frozen("2026-11-24T10:59:50", out _);
        var schedule = await ScheduleAsync(town, "19:00");
        var starter = town.Host.Get<OccurrenceStarter>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => starter.StartAsync(schedule, Utc("2026-11-24T11:00"), Stop)));
        await using var database = town.Host.OpenDatabase();

        Assert.Equal(1, await database.Broadcasts.CountAsync(Stop));
    }

    [Fact]
    public async Task Fired_within_the_grace_it_starts_late_and_keeps_its_planned_start()
    {
        await using var town = Frozen("2026-11-24T10:00", out var time);
        var schedule = await ScheduleAsync(town, "19:00");
        time.SetUtcNow(Utc("2026-11-24T11:00:40"));

        await town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Utc("2026-11-24T11:00"), Stop);
        await using var database = town.Host.OpenDatabase();
        var broadcast = await database.Broadcasts.SingleAsync(Stop);

        Assert.Equal(Utc("2026-11-24T11:00"), broadcast.PlannedStart);
        Assert.NotNull(broadcast.SignedOrder);
    }

    [Fact]
    public async Task Fired_after_the_grace_it_is_missed_and_says_why()
    {
        await using var town = Frozen("2026-11-24T10:00", out var time);
        var schedule = await ScheduleAsync(town, "19:00");
        time.SetUtcNow(Utc("2026-11-24T11:01:00"));

        await town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Utc("2026-11-24T11:00"), Stop);
        var occurrence = await OccurrenceAsync(town, Utc("2026-11-24T11:00"), state => state is OccurrenceState.Missed);

        Assert.NotNull(occurrence.Reason);
    }

    [Fact]
    public async Task An_occurrence_that_its_equals_keep_out_until_too_late_is_missed_with_their_name()
    {
        await using var town = Frozen("2026-11-24T10:59:30", out _);
        var schedule = await ScheduleAsync(town, "19:00");
        var (music, _) = await town.AddProgrammeAsync(9000, "长音乐");
        await town.StartAsync(music, Village);

        await town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Utc("2026-11-24T11:00"), Stop);
        var occurrence = await OccurrenceAsync(town, Utc("2026-11-24T11:00"), state => state is OccurrenceState.Missed);

        Assert.Contains("「长音乐」占用", occurrence.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_occurrence_waits_for_its_equals_while_it_is_still_due()
    {
        await using var town = Frozen("2026-11-24T10:59:30", out var time);
        var schedule = await ScheduleAsync(town, "19:00");
        var (jingle, _) = await town.AddProgrammeAsync(2250, "短音乐");
        await town.StartAsync(jingle, Village);

        var starting = town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Utc("2026-11-24T11:00"), Stop);
        await using var database = town.Host.OpenDatabase();
        var before = await database.Broadcasts.CountAsync(Stop);

        // Whether it waits already or looks for the first time after this: its equals have ended at 11:00:16.
        time.SetUtcNow(Utc("2026-11-24T11:00:30"));
        await starting.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        var occurrence = await database.Occurrences.SingleAsync(Stop);

        Assert.Equal(1, before);
        Assert.Equal((OccurrenceState.Started, null), (occurrence.State, occurrence.Reason));
        Assert.Equal(2, await database.Broadcasts.CountAsync(Stop));
    }

    [Fact]
    public async Task What_fell_due_while_the_controller_was_down_is_missed_and_a_claimed_one_is_decided()
    {
        var folder = Directory.CreateTempSubdirectory("cast-").FullName;
        Guid schedule;
        await using (var before = Frozen("2026-11-24T10:00", out _, folder))
        {
            schedule = await ScheduleAsync(before, "19:00");
            await before.Host.Get<OccurrenceBook>().ClaimAsync(schedule, Utc("2026-11-24T11:00"), Stop);
        }

        await using var after = Frozen("2026-11-26T10:30", out _, folder);
        await after.Host.Get<FiringPlan>().WriteMissedAsync("控制器当时没有运行", Stop);
        var claimed = await OccurrenceAsync(after, Utc("2026-11-24T11:00"), state => state is not OccurrenceState.Claimed);
        var missed = await OccurrenceAsync(after, Utc("2026-11-25T11:00"), state => state is OccurrenceState.Missed);

        Assert.Equal(OccurrenceState.Missed, claimed.State);
        Assert.Equal("控制器当时没有运行", missed.Reason);
    }

    [Fact]
    public async Task A_changed_or_deleted_schedule_does_not_start_what_an_old_trigger_says()
    {
        await using var town = Frozen("2026-11-24T10:59:50", out _);
        var schedule = await ScheduleAsync(town, "19:05");

        await town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Utc("2026-11-24T11:00"), Stop);
        await town.Host.Get<OccurrenceStarter>().StartAsync(Guid.NewGuid(), Utc("2026-11-24T11:00"), Stop);
        await using var database = town.Host.OpenDatabase();

        Assert.Empty(await database.Occurrences.ToListAsync(Stop));
    }

    private static CastTown Frozen(string now, out FakeTimeProvider time, string? folder = null)
    {
        time = new FakeTimeProvider(Utc(now));
        return new CastTown(folder, time);
    }

    private static async Task<Guid> ScheduleAsync(CastTown town, string startTime)
    {
        var (programme, _) = await town.AddProgrammeAsync(6000);
        var made = await ReadAsync(await town.PostAsync("/api/schedules", Wish(programme, startTime)));
        return made.GetProperty("id").GetGuid();
    }

    private static object Wish(Programme programme, string startTime, int? version = null) => new
    {
        title = "每日普法",
        programmeId = programme.Id,
        areas = new[] { Village },
        kind = "daily",
        startTime,
        version,
    };

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;

    // The row is written right after the broadcast is: a few looks are enough.
    private static async Task<Occurrence> OccurrenceAsync(CastTown town, DateTimeOffset start, Predicate<OccurrenceState> isSo)
    {
        for (var look = 0; look < 2000; look++)
        {
            await using var database = town.Host.OpenDatabase();
            if (await database.Occurrences.SingleOrDefaultAsync(known => known.StartsAt == start, Stop) is { } occurrence && isSo(occurrence.State))
            {
                return occurrence;
            }
        }

        throw new TimeoutException("The occurrence never came to look so.");
    }
}
