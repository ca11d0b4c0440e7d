using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Console.Week;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Schedules.Carried;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What is played several times in a row: what starts, what gateways carry and what is said of it are one.</summary>
public sealed class RepeatsTests : IAsyncDisposable
{
    private const string Village = "620321104200";
    private const string Gateway = "gw-" + Village;

    // 19:00 in the town, an hour after the clock begins.
    private static readonly DateTimeOffset Start = Utc("2026-11-24T11:00");

    private readonly FakeTimeProvider _time = new(Utc("2026-11-24T10:00"));
    private readonly CastTown _town;

    public RepeatsTests() => _town = new CastTown(time: _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    [Fact]
    public async Task A_playlist_sounds_as_a_whole_as_often_as_was_planned_by_the_controller_and_by_the_gateway()
    {
        var (one, two) = ((await _town.AddProgrammeAsync(3000)).Programme, (await _town.AddProgrammeAsync(2000)).Programme);
        var list = await IdAsync(await _town.PostAsync("/api/playlists", new { title = "早间", programmeIds = new[] { one.Id, two.Id } }));
        var id = await PlanAsync(new { playlistId = list }, 3);
        Guid[] expected = [one.Id, two.Id, one.Id, two.Id, one.Id, two.Id];

        var carried = (await CarriedAsync())[0];
        var document = CarriedDocument.Compose(Gateway, 1, _time.GetUtcNow(), [carried])!;
        var broadcast = await StartAsync(id);

        Assert.Equal((Start, (one.Length + two.Length) * 3), (broadcast.PlannedStart, broadcast.Length));
        Assert.Equal(expected, broadcast.ProgrammeIds);
        Assert.Equal(expected, carried.Programmes.Select(programme => programme.Id));
        Assert.Null(ScheduleCodec.ProblemOf(document));
        Assert.Equal([0, 1, 0, 1, 0, 1], document.Plays.Single().Items);
        using var keys = _town.ControllerKeys();
        Assert.True(OrderCodec.TryOpen(broadcast.SignedOrder, keys, out var order, out var problem), $"{problem}");
        Assert.Equal(carried.Programmes.Select(programme => programme.ContentHash), order.Play!.Items.Select(item => item.Sha256));
    }

    [Fact]
    public async Task A_column_plays_the_episode_of_the_day_again_and_not_the_next_one()
    {
        var (one, two) = ((await _town.AddProgrammeAsync(50, "甲")).Programme, (await _town.AddProgrammeAsync(60, "乙")).Programme);
        var column = await IdAsync(await _town.PostAsync("/api/columns", new { title = "每日普法", programmeIds = new[] { one.Id, two.Id }, atEnd = "stop" }));
        var id = await PlanAsync(new { columnId = column }, 2);

        var carried = await CarriedAsync();
        var broadcast = await StartAsync(id);

        Assert.Equal(["甲甲", "乙乙"], carried.Select(start => string.Concat(start.Programmes.Select(programme => programme.Title))));
        Assert.Equal([one.Id, one.Id], broadcast.ProgrammeIds);
    }

    [Fact]
    public async Task Whatever_says_how_long_it_sounds_says_the_length_of_all_of_it()
    {
        var (programme, _) = await _town.AddProgrammeAsync(6000);
        await _town.Host.Http.PutAsJsonAsync("/api/schedules/budgets", new Dictionary<string, int?> { [Village] = 30 }, TownHost.Json, Stop);
        await PlanAsync(new { programmeId = programme.Id }, 20);
        var length = programme.Length * 20;
        var until = Start.AddMinutes(1);

        var run = Assert.Single(await _town.Host.Get<Outlook>().BetweenAsync(Start, until, null, Stop));
        var shown = Assert.Single(await _town.Host.Get<TownReader>().ReadAsync(Start, until, Stop));
        var calendar = await _town.Host.Http.GetStringAsync("/api/schedules/calendar.ics?from=2026-11-24T10:00:00Z&to=2026-11-24T12:00:00Z", Stop);
        var found = await _town.Host.Get<PlanCheck>().LookAsync([ScheduleStep.Make(Wish(programme, 20))], Stop);
        var once = await _town.Host.Get<PlanCheck>().LookAsync([ScheduleStep.Make(Wish(programme, 1))], Stop);

        Assert.Equal((length, length), (run.EndsAt - run.StartsAt, shown.Length));
        Assert.Equal(("每天 19:00，连播 20 遍", 20), (shown.Recurrence, shown.Repeats));
        Assert.Equal(length, Airtimes.Of([shown])[0].Sounds);
        Assert.Contains("DTEND:20261124T1139", calendar, StringComparison.Ordinal);
        Assert.Equal((length, programme.Length), (found.Length, once.Length));
        Assert.Equal((Gateway, length * 2), (found.Over!.GatewayId, found.Over.Sounds));
    }

    [Fact]
    public async Task What_is_too_long_for_a_gateway_only_by_its_repeats_is_not_carried_and_its_end_in_the_curfew_neither()
    {
        var (programme, _) = await _town.AddProgrammeAsync(2000);
        await _town.Host.Http.PatchAsJsonAsync($"/api/gateways/{Gateway}", new { limits = new { curfew = "21:00-06:00", longestPlay = "00:01:00" } }, TownHost.Json, Stop);
        await PlanAsync(new { programmeId = programme.Id }, 1, "一遍");
        await PlanAsync(new { programmeId = programme.Id }, 2, "两遍");

        Assert.All(await CarriedAsync(), start => Assert.Equal("一遍", start.Title));

        await _town.Host.Http.PatchAsJsonAsync($"/api/gateways/{Gateway}", new { limits = new { curfew = "19:01-06:00", longestPlay = "01:00:00" } }, TownHost.Json, Stop);
        Assert.All(await CarriedAsync(), start => Assert.Equal("一遍", start.Title));
        Assert.NotEmpty(await CarriedAsync());
    }

    [Fact]
    public async Task A_playlist_is_played_no_more_often_than_an_order_can_name_from_whichever_side_it_grows()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        var list = await IdAsync(await _town.PostAsync("/api/playlists", new { title = "很长", programmeIds = Enumerable.Repeat(programme.Id, 100) }));

        var tooOften = await _town.PostAsync("/api/schedules", Wish(new { playlistId = list }, 3));
        var made = await _town.PostAsync("/api/schedules", Wish(new { playlistId = list }, 2));
        var tooLong = await ReplaceAsync(list, programme, 129);
        var fits = await ReplaceAsync(list, programme, 128);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Created), (tooOften.StatusCode, made.StatusCode));
        Assert.Equal(
            "\"3\" times 100 programmes are more than an order names (256). Allowed: 1 to 2.",
            (await ReadAsync(tooOften)).GetProperty("errors").GetProperty("repeats")[0].GetString());
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (tooLong.StatusCode, fits.StatusCode));
        Assert.Contains("Allowed: up to 128 ids.", (await ReadAsync(tooLong)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(256, (await CarriedAsync())[0].Programmes.Count);
    }

    [Fact]
    public async Task Who_says_nothing_of_it_plays_once_and_what_is_said_is_read_again()
    {
        var (programme, _) = await _town.AddProgrammeAsync(50);
        var silent = await ReadAsync(await _town.PostAsync("/api/schedules", new { title = "每日普法", programmeId = programme.Id, areas = new[] { Village }, kind = "daily", startTime = "07:00" }));
        var said = await ReadAsync(await _town.PostAsync("/api/schedules", Wish(new { programmeId = programme.Id }, 20)));

        Assert.Equal((1, 20), (silent.GetProperty("repeats").GetInt32(), said.GetProperty("repeats").GetInt32()));
    }

    [Fact]
    public void What_is_split_off_a_series_plays_as_often_as_the_series()
    {
        var series = At("07:00", from: "2026-11-24", until: "2026-11-28");
        series.Repeats = 3;

        var steps = Series.Change(series, new DateOnly(2026, 11, 26), SeriesScope.Following, ScheduleRequest.Of(series) with { StartTime = new TimeOnly(8, 0) });

        Assert.Equal([3, 3], steps.Select(step => new Schedule(step.Id, step.Wanted!, series.TimeZone, DateTimeOffset.UnixEpoch).Repeats));
    }

    private static object Wish(object content, int repeats, string title = "每日普法") => JsonSerializer.SerializeToNode(content)!.AsObject()
        .Concat(JsonSerializer.SerializeToNode(new { title, repeats, areas = new[] { Village }, kind = "daily", startTime = "19:00" })!.AsObject())
        .ToDictionary(member => member.Key, member => member.Value);

    private static ScheduleRequest Wish(Programme programme, int repeats) => new()
    {
        Title = "再排一场",
        ProgrammeId = programme.Id,
        Repeats = repeats,
        Areas = [Village],
        Kind = RecurrenceKind.Daily,
        StartTime = new TimeOnly(20, 0),
    };

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;

    private static async Task<Guid> IdAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await ReadAsync(answer)).GetProperty("id").GetGuid();
    }

    private async Task<Guid> PlanAsync(object content, int repeats, string title = "每日普法") =>
        await IdAsync(await _town.PostAsync("/api/schedules", Wish(content, repeats, title)));

    private Task<HttpResponseMessage> ReplaceAsync(Guid list, Programme programme, int times) => _town.Host.Http.PutAsJsonAsync(
        $"/api/playlists/{list}", new { title = "很长", programmeIds = Enumerable.Repeat(programme.Id, times) }, TownHost.Json, Stop);

    private async Task<IReadOnlyList<CarriedStart>> CarriedAsync()
    {
        await using var database = _town.Host.OpenDatabase();
        var now = _time.GetUtcNow();
        var plan = await CarriedPlan.ReadAsync(database, _town.Host.Get<ScheduleContent>(), _town.Host.Get<GatewayLimits>(), now, Stop);
        return plan.StartsOf(Gateway, now, now + CarriedDocument.Reach);
    }

    // The firing loop may be faster than this test: whoever comes first starts it.
    private async Task<Broadcast> StartAsync(Guid schedule)
    {
        _time.SetUtcNow(Start);
        await _town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Start, Stop);
        return await _town.UntilAsync(OccurrenceId.Of(schedule, Start), broadcast => broadcast.SignedOrder is not null);
    }
}
