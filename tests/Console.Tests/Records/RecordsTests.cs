using System.Text;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Schedules;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Records;

public sealed class RecordsTests(Browser browser, TuesdayTown town) : IClassFixture<TuesdayTown>
{
    private const string First = "620321104200";
    private const string Away = "620321104209";
    private static readonly DateOnly Tuesday = new(2026, 11, 24);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_looked_for_is_found_and_of_a_village_its_own_outcome_counts()
    {
        Assert.Equal(["每日普法 第 128 期：宅基地能不能卖", "晨间天气和农事提醒"], await TitlesAsync(new RecordFilter(Tuesday, Tuesday, null, null, null)));
        Assert.Equal(["晨间天气和农事提醒"], await TitlesAsync(new RecordFilter(Tuesday, Tuesday, null, RecordKind.Planned, RecordOutcome.Partly)));
        Assert.Empty(await TitlesAsync(new RecordFilter(Tuesday, Tuesday, null, null, RecordOutcome.Whole)));
        Assert.Equal(["晨间天气和农事提醒"], await TitlesAsync(new RecordFilter(Tuesday, Tuesday, First, null, RecordOutcome.Whole)));
        Assert.Equal(["晨间天气和农事提醒"], await TitlesAsync(new RecordFilter(Tuesday, Tuesday, Away, null, RecordOutcome.Missed)));
        Assert.Equal(["每日普法 第 128 期：宅基地能不能卖"], await TitlesAsync(new RecordFilter(Tuesday, Tuesday, null, null, RecordOutcome.Open)));
        Assert.Empty(await TitlesAsync(new RecordFilter(Tuesday, Tuesday, null, RecordKind.Live, null)));
        Assert.Empty(await TitlesAsync(new RecordFilter(Tuesday.AddDays(-3), Tuesday.AddDays(-1), null, null, null)));
        Assert.Empty(await TitlesAsync(new RecordFilter(Tuesday, Tuesday, "620321104299", null, null)));
    }

    [Fact]
    public async Task What_was_planned_and_never_started_is_a_record_too()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await SampleWeek.Usual(host).WriteAsync();
        await using (var database = host.OpenDatabase())
        {
            var schedule = await database.Schedules.FirstAsync(known => known.Title == "秋冬雾天行车", Stop);
            database.Occurrences.Add(new Occurrence { ScheduleId = schedule.Id, StartsAt = TownClock.TuesdayMorning.AddHours(-9), State = OccurrenceState.Missed, Reason = "控制器没有开" });
            database.Occurrences.Add(new Occurrence { ScheduleId = Guid.NewGuid(), StartsAt = TownClock.TuesdayMorning.AddHours(-10), State = OccurrenceState.Missed, Reason = "节目没有了" });
            await database.SaveChangesAsync(Stop);
        }

        var reader = host.Get<RecordReader>();
        var week = new RecordFilter(Tuesday.AddDays(-7), Tuesday, null, null, null);
        Assert.Equal([("秋冬雾天行车", "控制器没有开"), ("删掉了的排期", "节目没有了")], (await reader.ReadAsync(week, 1, Stop)).Rows.Select(row => (row.Title, row.Note!)));
        Assert.Equal(2, (await reader.ReadAsync(week with { Outcome = RecordOutcome.Missed }, 1, Stop)).Total);
        Assert.Equal("秋冬雾天行车", Assert.Single((await reader.ReadAsync(week with { Village = First }, 1, Stop)).Rows).Title);
        Assert.Empty((await reader.ReadAsync(week with { Village = Away }, 1, Stop)).Rows);
        Assert.Empty((await reader.ReadAsync(week with { Outcome = RecordOutcome.Whole }, 1, Stop)).Rows);
    }

    [Fact]
    public async Task Many_records_come_page_by_page_the_newest_first()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        var week = SampleWeek.Usual(host);
        await week.WriteAsync();
        for (var index = 0; index < RecordReader.PageLength + 3; index++)
        {
            await week.BroadcastAsync(0, TownClock.TuesdayMorning.AddMinutes(-10 * (index + 1)), BroadcastState.Finished, _ => PlaybackState.Played);
        }

        var filter = new RecordFilter(Tuesday.AddDays(-1), Tuesday, null, null, null);
        var (first, last) = (await host.Get<RecordReader>().ReadAsync(filter, 1, Stop), await host.Get<RecordReader>().ReadAsync(filter, 99, Stop));
        Assert.Equal((RecordReader.PageLength, 2, RecordReader.PageLength + 3), (first.Rows.Count, first.Pages, first.Total));
        Assert.Equal((3, 2), (last.Rows.Count, last.Number));
        Assert.True(first.Rows[0].StartsAt > first.Rows[^1].StartsAt && first.Rows[^1].StartsAt > last.Rows[0].StartsAt);
    }

    [Fact]
    public async Task The_page_leads_to_each_village_s_proof()
    {
        await using var page = await browser.OpenAsync(town.Host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/records");
        await page.Page.Locator("[name=village]").SelectOptionAsync(Away);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "找", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Page.Locator(".run").Filter(new() { HasText = "晨间天气" })).ToContainTextAsync("没有回音");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "晨间天气和农事提醒" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("11 / 12 村播完")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator(".proofs tbody tr")).ToHaveCountAsync(12);
        var third = page.Page.Locator($"[data-village={Villages.GatewayOf(2)}]");
        foreach (var fact in (string[])["播完", "+3.4 毫秒", "0.5 秒", "读回一致", "392 毫伏，96% 的时间有声", "镇上播来的"])
        {
            await Assertions.Expect(third).ToContainTextAsync(fact);
        }

        await Assertions.Expect(page.Page.Locator($"[data-village={Villages.GatewayOf(9)}]")).ToContainTextAsync("没有回音");
        await page.PictureAsync("record-Light-1440");
        await page.Page.SetViewportSizeAsync(390, 844);
        Assert.Equal(390, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await page.PictureAsync("record-Light-390");
        var result = await page.Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Help}: {violation.Nodes[0].Html}"));
    }

    [Fact]
    public async Task The_table_has_a_line_for_each_village_and_says_what_the_page_says()
    {
        var bytes = await town.Host.Http.GetByteArrayAsync("/records/table.csv?from=2026-11-24&to=2026-11-24", Stop);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(25, lines.Length);
        Assert.StartsWith("计划时间,节目,类型,村,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-11-24 06:30:00.000,晨间天气和农事提醒,排期,头坝村,gw-620321104200,播完,,2026-11-24 06:30:00.000,0,", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Count(line => line.Contains("龙口村", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("说“\"好\"”", "\"说“\"\"好\"\"”\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-3.4", "-3.4")]
    [InlineData("-x", "'-x")]
    public void A_field_can_not_break_out_of_its_cell(string field, string written) => Assert.Equal(written, RecordTable.LineOf([field]));

    [Theory]
    [InlineData(null, null, "2026-11-18", "2026-11-24")]
    [InlineData("2026-11-01", null, "2026-11-01", "2026-11-24")]
    [InlineData(null, "2026-11-10", "2026-11-04", "2026-11-10")]
    [InlineData("2026-11-10", "2026-11-01", "2026-11-01", "2026-11-10")]
    [InlineData("昨天", "9999-99-99", "2026-11-18", "2026-11-24")]
    [InlineData("2020-01-01", "2026-11-24", "2025-10-21", "2026-11-24")]
    public void An_address_names_days_or_the_last_seven(string? from, string? to, string first, string last)
    {
        var filter = RecordFilter.Read(from, to, "x", "nonsense", "WHOLE", Tuesday);
        Assert.Equal((first, last), ($"{filter.From:yyyy-MM-dd}", $"{filter.To:yyyy-MM-dd}"));
        Assert.Equal((null, null, RecordOutcome.Whole), (filter.Village, filter.Kind, filter.Outcome));
        Assert.Equal(filter, RecordFilter.Read(first, last, null, null, "Whole", Tuesday));
    }

    private async Task<IEnumerable<string>> TitlesAsync(RecordFilter filter) =>
        (await town.Host.Get<RecordReader>().ReadAsync(filter, 1, Stop)).Rows.Select(row => row.Title);
}
