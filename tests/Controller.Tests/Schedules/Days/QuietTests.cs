using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Schedules.Carried;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules.Days;

public sealed class QuietTests : IAsyncDisposable
{
    private const string Village = "620321104200";
    private const string Neighbour = "620321104201";

    private readonly FakeTimeProvider _time = new(Utc("2026-11-24T10:58:00"));
    private readonly CastTown _town;

    public QuietTests() => _town = new CastTown(time: _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task Quiet_everywhere_keeps_an_ordinary_programme_back_and_the_record_says_why()
    {
        await AddAsync(new { kind = "exam", name = "期中考试", first = "2026-11-24", begins = "18:00:00", ends = "20:00:00" });

        var occurrence = await StartAsync(await ScheduleAsync(Village));

        await using var database = _town.Host.OpenDatabase();
        Assert.Equal((OccurrenceState.Missed, "期中考试 18:00-20:00 只响预警"), (occurrence.State, occurrence.Reason));
        Assert.Equal(0, await database.Broadcasts.CountAsync(Stop));
    }

    [Fact]
    public async Task Quiet_in_one_village_leaves_the_others_their_programme()
    {
        await AddAsync(new { kind = "quiet", name = "丧事", first = "2026-11-24", areas = new[] { Neighbour } });

        Assert.Equal(OccurrenceState.Started, (await StartAsync(await ScheduleAsync(Village, Neighbour))).State);

        await using var database = _town.Host.OpenDatabase();
        var broadcast = await database.Broadcasts.Include(known => known.Playbacks).SingleAsync(Stop);
        Assert.Equal(
            [(PlaybackState.Expected, null), (PlaybackState.Refused, "丧事 00:00-24:00 只响预警")],
            broadcast.Playbacks.OrderBy(playback => playback.GatewayId, StringComparer.Ordinal).Select(playback => (playback.State, playback.Reason)));
    }

    [Fact]
    public async Task An_alert_breaks_through_and_an_ordinary_broadcast_by_hand_is_told_at_once()
    {
        var (programme, _) = await _town.AddProgrammeAsync(500);
        await AddAsync(new { kind = "exam", name = "高考", first = "2026-11-24" });
        var ordinary = await _town.PostAsync("/api/broadcasts", new { programmeId = programme.Id, areas = new[] { Village } });
        var alert = await _town.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { Village }, priority = "redAlert" });

        Assert.False(ordinary.IsSuccessStatusCode);
        Assert.Contains("高考", await ordinary.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.True(alert.IsSuccessStatusCode, await alert.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task What_a_gateway_carries_follows_the_same_calendar()
    {
        await ScheduleAsync("daily", Village);
        await ScheduleAsync("workdays", Village);
        await AddAsync(new { kind = "exam", name = "期中考试", first = "2026-11-26", begins = "18:30:00", ends = "19:00:05" });
        await AddAsync(new { kind = "holiday", name = "放假", first = "2026-11-27" });
        await AddAsync(new { kind = "workday", name = "调休", first = "2026-11-28" });

        await using var database = _town.Host.OpenDatabase();
        var plan = await CarriedPlan.ReadAsync(database, _town.Host.Get<ScheduleContent>(), _town.Host.Get<GatewayLimits>(), _time.GetUtcNow(), Stop);
        var starts = plan.StartsOf("gw-" + Village, _time.GetUtcNow(), Utc("2026-12-01T00:00"));

        Assert.Equal([24, 25, 27, 28, 29, 30], DaysOf(starts, RecurrenceKind.Daily));
        Assert.Equal([24, 25, 28, 30], DaysOf(starts, RecurrenceKind.Workdays));
        var outlook = await _town.Host.Get<Outlook>().BetweenAsync(_time.GetUtcNow(), Utc("2026-12-01T00:00"), null, Stop);
        Assert.Equal(starts.Select(start => (start.Schedule.Id, start.StartAt)).Order(), outlook.Where(run => run.HeldBack.Count == 0).Select(run => (run.ScheduleId, run.StartsAt)).Order());
    }

    [Fact]
    public async Task A_year_s_table_takes_the_place_of_the_one_before_and_keeps_exams()
    {
        await AddAsync(new { kind = "exam", name = "高考", first = "2026-06-07", last = "2026-06-08" });
        await ImportAsync("2026-10-01~2026-10-07,节假日,国庆节\n2026-10-10,调休上班,国庆节\n2026-06-07~2026-06-08,考试,高考");
        var taken = await ImportAsync("2026-10-01~2026-10-08,节假日,国庆中秋");

        var days = await _town.Host.GetAsync<JsonElement>("/api/schedules/days");

        Assert.Equal(1, taken.GetProperty("taken").GetInt32());
        Assert.Equal(["高考", "国庆中秋"], days.EnumerateArray().Select(day => day.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("""{"kind":"holiday","name":"","first":"2026-10-01"}""", "name", "1 to 60")]
    [InlineData("""{"kind":"holiday","name":"国庆","first":"2026-10-01","last":"2026-09-30"}""", "last", "2026-09-30")]
    [InlineData("""{"kind":"holiday","name":"国庆","first":"2026-10-01","begins":"08:00:00"}""", "kind", "exam, quiet")]
    [InlineData("""{"kind":"quiet","name":"午休","first":"2026-10-01","begins":"14:00:00","ends":"13:00:00"}""", "ends", "13:00")]
    [InlineData("""{"kind":"quiet","name":"午休","first":"2026-10-01","areas":["990000000000"]}""", "areas", "990000000000")]
    public async Task A_bad_day_is_refused_with_field_value_and_what_is_allowed(string day, string field, string words)
    {
        using var content = new StringContent(day, Encoding.UTF8, "application/json");
        var answer = await _town.Host.Http.PostAsync("/api/schedules/days", content, Stop);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_plan_reads_the_calendar_and_changes_nothing()
    {
        using var reader = _town.Host.Nobody;
        reader.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _town.Host.TokenFor(Right.Read));
        var read = await reader.GetAsync("/api/schedules/days", Stop);
        var write = await reader.PostAsJsonAsync("/api/schedules/days", new { kind = "holiday", name = "国庆", first = "2026-10-01" }, TownHost.Json, Stop);
        var plan = await reader.PostAsJsonAsync("/api/schedules", new { title = "x", areas = new[] { Village }, kind = "daily", startTime = "07:00" }, TownHost.Json, Stop);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (read.StatusCode, write.StatusCode, plan.StatusCode));
    }

    [Fact]
    public async Task What_will_sound_is_a_calendar_file_whose_events_keep_their_names()
    {
        var id = await ScheduleAsync("workdays", Village);
        var first = await _town.Host.Http.GetAsync("/api/schedules/calendar.ics?from=2026-11-24T00:00:00Z&to=2026-11-27T00:00:00Z&area=" + Village, Stop);
        var text = await first.Content.ReadAsStringAsync(Stop);
        var elsewhere = await _town.Host.Http.GetStringAsync("/api/schedules/calendar.ics?from=2026-11-24T00:00:00Z&to=2026-11-27T00:00:00Z&area=" + Neighbour, Stop);

        Assert.Equal("text/calendar", first.Content.Headers.ContentType?.MediaType);
        Assert.Equal(3, text.Split("BEGIN:VEVENT").Length - 1);
        Assert.Contains("DTSTART:20261124T110000Z", text, StringComparison.Ordinal);
        Assert.Contains($"UID:{OccurrenceId.Of(id, Utc("2026-11-24T11:00")):N}@cloudbroadcast", text, StringComparison.Ordinal);
        Assert.DoesNotContain("VEVENT", elsewhere, StringComparison.Ordinal);
    }

    // The firing loop may be faster than this test: whoever comes first starts it, and both wait for what came of it.
    private async Task<Occurrence> StartAsync(Guid schedule)
    {
        await _town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Utc("2026-11-24T11:00"), Stop);
        for (var look = 0; look < 2000; look++)
        {
            await using var database = _town.Host.OpenDatabase();
            if (await database.Occurrences.SingleOrDefaultAsync(known => known.State != OccurrenceState.Claimed, Stop) is { } occurrence)
            {
                return occurrence;
            }
        }

        throw new TimeoutException("The occurrence was never decided.");
    }

    private static IEnumerable<int> DaysOf(IReadOnlyList<CarriedStart> starts, RecurrenceKind kind) =>
        starts.Where(start => start.Schedule.Kind == kind).Select(start => start.StartAt.AddHours(8).Day);

    private Task<Guid> ScheduleAsync(params string[] areas) =>
        areas[0] is "daily" or "workdays" ? ScheduleAsync(areas[0], [.. areas.Skip(1)]) : ScheduleAsync("daily", areas);

    private async Task<Guid> ScheduleAsync(string kind, IReadOnlyList<string> areas)
    {
        var (programme, _) = await _town.AddProgrammeAsync(kind == "daily" ? 500 : 400, kind);
        var answer = await _town.PostAsync("/api/schedules", new { title = kind, programmeId = programme.Id, areas, kind, startTime = "19:00" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("id").GetGuid();
    }

    private async Task AddAsync(object day)
    {
        var answer = await _town.PostAsync("/api/schedules/days", day);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private async Task<JsonElement> ImportAsync(string table)
    {
        using var content = new StringContent(table, Encoding.UTF8, "text/csv");
        var answer = await _town.Host.Http.PostAsync("/api/schedules/days/import", content, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.Clone();
    }
}
