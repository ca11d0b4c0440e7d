using System.Net.Http.Json;
using System.Text.Json;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Schedules.Carried;
using CloudBroadcast.Controller.Schedules.Days;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules.Episodes;

/// <summary>A column through its days: what the plan says, what gateways carry, what starts and what is on record are one.</summary>
public sealed class DailyColumnTests : IDisposable
{
    private const string Village = "620321104200";
    private const string Gateway = "gw-" + Village;

    // 18:00 in the town, an hour before the first start.
    private static readonly DateTimeOffset Monday = Utc("2026-11-23T10:00");
    private static readonly DateTimeOffset Start = Utc("2026-11-23T11:00");

    // Each simulated day is a controller of its own on the same folder, whose clock stands.
    private readonly string _folder = EmptyTown.Make();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("stop", "甲 乙 丙 -")]
    [InlineData("repeat", "甲 乙 丙 甲")]
    public async Task Three_days_have_one_two_three_on_the_plan_on_the_gateway_and_on_record_and_then_the_end_that_was_chosen(string atEnd, string expected)
    {
        Guid schedule;
        IReadOnlyList<string> carriedAtFirst;
        await using (var monday = At(Monday))
        {
            schedule = await PlanAsync(monday, (await ColumnAsync(monday, atEnd, "甲", "乙", "丙")).Column, "19:00");
            carriedAtFirst = await CarriedAsync(monday, Monday);
        }

        for (var day = 0; day < 4; day++)
        {
            await using var town = At(Start.AddDays(day).AddMinutes(-1));
            Assert.Equal(expected, await OutlookAsync(town, 4));
            await town.Host.Get<OccurrenceStarter>().StartAsync(schedule, Start.AddDays(day), Stop);
            Assert.Equal(string.Join(' ', expected.Split(' ').Take(day + 1)), await RecordAsync(town, day + 1));
            Assert.Equal(expected, await OutlookAsync(town, 4));
        }

        Assert.Equal(expected.Replace(" -", "", StringComparison.Ordinal), string.Join(' ', carriedAtFirst.Take(4)));
    }

    [Fact]
    public async Task A_repeat_of_the_same_day_has_the_same_episode_though_the_order_has_changed()
    {
        Guid evening;
        IReadOnlyList<Guid> ids;
        await using (var town = At(Monday))
        {
            (var column, ids) = await ColumnAsync(town, "stop", "甲", "乙");
            var morning = await PlanAsync(town, column, "19:00");
            evening = await PlanAsync(town, column, "20:00");
            await town.Host.Get<OccurrenceStarter>().StartAsync(morning, Start, Stop);

            var answer = await town.Host.Http.PutAsJsonAsync($"/api/columns/{column}", new { title = "每日普法", programmeIds = ids.Reverse(), atEnd = "stop", version = 1 }, TownHost.Json, Stop);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        }

        await using var later = At(Start.AddMinutes(58));
        await later.Host.Get<OccurrenceStarter>().StartAsync(evening, Start.AddHours(1), Stop);

        await using var database = later.Host.OpenDatabase();
        Assert.Equal([ids[0], ids[0]], (await database.Broadcasts.OrderBy(broadcast => broadcast.PlannedStart).ToListAsync(Stop)).Select(broadcast => broadcast.ProgrammeIds.Single()));
        Assert.Equal("甲 甲 乙", await OutlookAsync(later, 2));
    }

    [Fact]
    public async Task Days_that_passed_while_nothing_ran_had_what_the_gateways_carried_and_what_nobody_may_hear_uses_up_no_episode()
    {
        IReadOnlyList<string> carried;
        await using (var town = At(Monday))
        {
            await PlanAsync(town, (await ColumnAsync(town, "stop", "甲", "乙", "丙", "丁")).Column, "19:00");
            await town.Host.Get<DayBook>().AddAsync(new DayRequest { Kind = SpecialDayKind.Exam, Name = "高考", First = new DateOnly(2026, 11, 24) }, Stop);
            carried = await CarriedAsync(town, Monday);
        }

        await using var after = At(Start.AddDays(2).AddHours(3));
        await after.Host.Get<EpisodeBook>().SettlePassedAsync(Stop);

        Assert.Equal(["甲", "乙", "丙", "丁"], carried);
        await using var database = after.Host.OpenDatabase();
        var titles = await database.Programmes.ToDictionaryAsync(programme => programme.Id, programme => programme.Title, Stop);
        var days = await database.EpisodeDays.OrderBy(day => day.Day).ToListAsync(Stop);
        Assert.Equal([(23, "甲"), (25, "乙")], days.Select(day => (day.Day.Day, titles[day.ProgrammeId!.Value])));
    }

    [Fact]
    public async Task The_end_is_said_three_days_before_and_not_four()
    {
        Guid column;
        await using (var early = At(Monday))
        {
            (column, _) = await ColumnAsync(early, "stop", "甲", "乙", "丙", "丁");
            await PlanAsync(early, column, "19:00");
            Assert.DoesNotContain((await early.Host.Get<TownReader>().ReadAsync(Stop)).Problems, problem => problem.Title.Contains("栏目", StringComparison.Ordinal));
        }

        await using var due = At(Monday.AddDays(1));
        var said = Assert.Single((await due.Host.Get<TownReader>().ReadAsync(Stop)).Problems, problem => problem.Title == "栏目《每日普法》快播完了");
        Assert.Equal("11月27日 起没有新的一期，到时不播。请加几期，送审。", said.Sentence);
        Assert.Equal(($"columns/{column}", "去加"), said.Next);
    }

    private CastTown At(DateTimeOffset now) => new(_folder, new FakeTimeProvider(now));

    private static async Task<(Guid Column, IReadOnlyList<Guid> Episodes)> ColumnAsync(CastTown town, string atEnd, params string[] titles)
    {
        var ids = new List<Guid>();
        foreach (var title in titles)
        {
            ids.Add((await town.AddProgrammeAsync(50 + ids.Count, title)).Programme.Id);
        }

        return (await IdAsync(await town.PostAsync("/api/columns", new { title = "每日普法", programmeIds = ids, atEnd })), ids);
    }

    private static async Task<Guid> PlanAsync(CastTown town, Guid column, string startTime) => await IdAsync(await town.PostAsync(
        "/api/schedules", new { title = "普法时间", columnId = column, areas = new[] { Village }, kind = "daily", startTime }));

    private static async Task<Guid> IdAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("id").GetGuid();
    }

    private static async Task<string> OutlookAsync(CastTown town, int days)
    {
        var runs = await town.Host.Get<Outlook>().BetweenAsync(Start, Start.AddDays(days - 1).AddSeconds(1), null, Stop);
        return string.Join(' ', runs.DistinctBy(run => run.StartsAt).Select(run => EpisodeOf(run.Title)));
    }

    // What a gateway would play without any further word, by the titles of its audio.
    private static async Task<IReadOnlyList<string>> CarriedAsync(CastTown town, DateTimeOffset now)
    {
        await using var database = town.Host.OpenDatabase();
        var plan = await CarriedPlan.ReadAsync(database, town.Host.Get<ScheduleContent>(), town.Host.Get<GatewayLimits>(), now, Stop);
        return [.. plan.StartsOf(Gateway, now, now + CarriedDocument.Reach).Select(start => start.Programmes.Single().Title)];
    }

    private static async Task<string> RecordAsync(CastTown town, int days)
    {
        await using var database = town.Host.OpenDatabase();
        var titles = await database.Programmes.ToDictionaryAsync(programme => programme.Id, programme => programme.Title, Stop);
        var broadcasts = await database.Broadcasts.ToDictionaryAsync(broadcast => broadcast.PlannedStart, Stop);
        return string.Join(' ', Enumerable.Range(0, days).Select(day => broadcasts.TryGetValue(Start.AddDays(day), out var broadcast) ? titles[broadcast.ProgrammeIds.Single()] : "-"));
    }

    private static string EpisodeOf(string title) => title == "普法时间" ? "-" : title.Split('：')[^1];
}
