using System.Net.Http.Json;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Schedules;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>The week planned as a person does it, by mouse, by keys and on a phone; the database says what came of it.</summary>
public sealed class PlanningTests(Browser browser)
{
    private const string Law = "每日普法 第 129 期：遗嘱怎么写";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_programme_for_each_working_day_is_planned_by_mouse_and_taken_back()
    {
        await using var host = Tuesday();
        await new SampleWeek(host).AddProgramme(Law, Category.Law, 12).WriteAsync();
        await using var page = await OpenAsync(host);
        await GoAsync(page);

        await Button(page, "新建排期").ClickAsync();
        var dialog = Dialog(page, "新建排期");
        await dialog.GetByLabel("播什么").SelectOptionAsync(new SelectOptionValue { Label = $"{Law}（12 分）" });
        await dialog.GetByLabel("几点").FillAsync("07:00");
        await dialog.GetByLabel("到哪天为止").FillAsync("2026-12-31");
        await dialog.GetByLabel("从哪天起").FillAsync("");
        await Assertions.Expect(dialog.Locator("[data-reads]")).ToContainTextAsync("每个工作日 07:00，到 12月31日，节假日除外");
        await Assertions.Expect(dialog.GetByText("接下来：明天 周三 07:00、11月26日 周四 07:00、11月27日 周五 07:00")).ToBeVisibleAsync();
        await page.PictureAsync("week-new");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();

        await Assertions.Expect(Slot(page, "周三 11月25日", "07:00")).ToBeVisibleAsync();
        var made = Assert.Single(await SchedulesAsync(host));
        Assert.Equal(
            (RecurrenceKind.Workdays, new TimeOnly(7, 0), null, new DateOnly(2026, 12, 31), "admin"),
            (made.Kind, made.StartTime, made.From, made.Until, made.ChangedBy));
        Assert.Equal([SampleWeek.TownCode], made.Areas);

        await page.Page.GetByRole(AriaRole.Status).GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("撤销了：存好了")).ToBeVisibleAsync();
        Assert.Empty(await SchedulesAsync(host));
    }

    [Fact]
    public async Task The_whole_of_planning_works_by_keys_alone()
    {
        await using var host = Tuesday();
        await new SampleWeek(host).AddProgramme(Law, Category.Law, 12).WriteAsync();
        await using var page = await OpenAsync(host);
        await GoAsync(page);
        var keys = page.Page.Keyboard;

        await TabToAsync(page, "新建排期");
        await keys.PressAsync("Enter");
        await Assertions.Expect(Dialog(page, "新建排期").GetByLabel("播什么")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowDown");
        await TabToAsync(page, "保存");
        await keys.PressAsync("Enter");
        await Assertions.Expect(Slot(page, "周四 11月26日", "07:00")).ToBeVisibleAsync();
        var series = Assert.Single(await SchedulesAsync(host));

        // On Thursday's: two days' work of arrows, then ten minutes later and a day on, this one alone.
        await Slot(page, "周三 11月25日", "07:00").FocusAsync();
        await keys.PressAsync("ArrowRight");
        await Assertions.Expect(Slot(page, "周四 11月26日", "07:00")).ToBeFocusedAsync();
        await keys.PressAsync("m");
        foreach (var key in (string[])["ArrowDown", "ArrowDown", "ArrowRight"])
        {
            await keys.PressAsync(key);
        }

        await Assertions.Expect(page.Page.Locator("[data-moving]")).ToHaveTextAsync("周五 11月27日 07:10");
        await keys.PressAsync("Enter");
        var ask = page.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(ask.GetByRole(AriaRole.Button, new() { Name = "只改 11月26日 这一场" })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(Slot(page, "周五 11月27日", "07:10")).ToBeVisibleAsync();
        await Assertions.Expect(Slot(page, "周四 11月26日", "07:00")).ToHaveCountAsync(0);

        var now = await SchedulesAsync(host);
        Assert.Equal([new DateOnly(2026, 11, 26)], now.Single(schedule => schedule.Id == series.Id).Except);
        Assert.Equal((new DateOnly(2026, 11, 27), new TimeOnly(7, 10)), (now.Single(schedule => schedule.Id != series.Id).Dates.Single(), now.Single(schedule => schedule.Id != series.Id).StartTime));

        await keys.PressAsync("Control+z");
        await Assertions.Expect(Slot(page, "周四 11月26日", "07:00")).ToBeVisibleAsync();
        Assert.Empty(Assert.Single(await SchedulesAsync(host)).Except);
    }

    [Fact]
    public async Task What_is_escaped_stays_where_it_was()
    {
        await using var host = Tuesday();
        await SampleWeek.Usual(host).WriteAsync();
        await using var page = await OpenAsync(host);
        await GoAsync(page);

        await Slot(page, "周三 11月25日", "12:30").FocusAsync();
        await page.Page.Keyboard.PressAsync("m");
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Keyboard.PressAsync("e");
        await Assertions.Expect(Dialog(page, "改《远离邪教，守好家门》")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(Slot(page, "周三 11月25日", "12:30")).ToBeFocusedAsync();
        Assert.All(await SchedulesAsync(host), schedule => Assert.Equal(1, schedule.Version));
    }

    [Fact]
    public async Task An_entry_is_dragged_into_a_fold_that_opens_and_copied_with_ctrl()
    {
        await using var host = Tuesday();
        await SampleWeek.Usual(host).WriteAsync();
        await using var page = await OpenAsync(host);
        await GoAsync(page);

        var slot = Slot(page, "周三 11月25日", "12:30");
        await DragAsync(page, slot, "周四 11月26日", page.Page.GetByRole(AriaRole.Button, new() { Name = "12:45–18:30 没有排期" }).Or(page.Page.GetByRole(AriaRole.Button, new() { Name = "13:00–18:30 没有排期" })));
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "只改 11月25日 这一场" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status).GetByText("《远离邪教，守好家门》改到了 周四 11月26日")).ToBeVisibleAsync();
        var moved = (await SchedulesAsync(host)).Single(schedule => schedule.Kind == RecurrenceKind.Dates);
        Assert.Equal([new DateOnly(2026, 11, 26)], moved.Dates);
        Assert.InRange(moved.StartTime.Hour, 13, 18);

        await page.Page.Keyboard.DownAsync("Control");
        await DragAsync(page, Slot(page, "周三 11月25日", "18:30"), "周六 11月28日", null);
        await page.Page.Keyboard.UpAsync("Control");
        await Assertions.Expect(Slot(page, "周六 11月28日", "18:30")).ToBeVisibleAsync();
        await Assertions.Expect(Slot(page, "周三 11月25日", "18:30")).ToBeVisibleAsync();
        await page.PictureAsync("week-copied");
    }

    [Fact]
    public async Task One_of_a_series_is_edited_and_it_and_the_following_are_deleted()
    {
        await using var host = Tuesday();
        await SampleWeek.Usual(host).WriteAsync();
        await using var page = await OpenAsync(host);
        await GoAsync(page);

        await Slot(page, "周四 11月26日", "07:30").ClickAsync();
        await Button(page, "编辑").ClickAsync();
        var dialog = Dialog(page, "改《医保缴费 12月31日 截止》");
        await dialog.GetByLabel("几点").FillAsync("07:45");
        await page.PictureAsync("week-edit");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(Slot(page, "周四 11月26日", "07:45")).ToBeVisibleAsync();
        await Assertions.Expect(Slot(page, "周五 11月27日", "07:30")).ToBeVisibleAsync();

        await Slot(page, "周五 11月27日", "07:30").ClickAsync();
        await Button(page, "编辑").ClickAsync();
        await dialog.GetByLabel("这一场和以后的").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("删除 11月27日 和以后的？")).ToBeVisibleAsync();
        await dialog.Locator(".plan__sure").GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();

        await Assertions.Expect(Slot(page, "周五 11月27日", "07:30")).ToHaveCountAsync(0);
        var series = (await SchedulesAsync(host)).Single(schedule => schedule is { Title: "医保缴费 12月31日 截止", Kind: RecurrenceKind.Weekdays });
        Assert.Equal((new DateOnly(2026, 11, 26), new DateOnly(2026, 11, 26)), (series.Until!.Value, series.Except.Single()));
    }

    [Fact]
    public async Task The_second_of_two_editors_sees_what_changed_and_chooses()
    {
        await using var host = Tuesday();
        await new SampleWeek(host).Add(Law, Category.Law, 12, "08:00", []).WriteAsync();
        await using var first = await OpenAsync(host);
        await using var second = await OpenAsync(host);
        foreach (var page in (WatchedPage[])[first, second])
        {
            await GoAsync(page);
            await Slot(page, "周四 11月26日", "08:00").ClickAsync();
            await Button(page, "编辑").ClickAsync();
            await Dialog(page, $"改《{Law}》").GetByLabel("全部", new() { Exact = true }).CheckAsync();
        }

        await Dialog(first, $"改《{Law}》").GetByLabel("几点").FillAsync("08:15");
        await Dialog(first, $"改《{Law}》").GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(Slot(first, "周四 11月26日", "08:15")).ToBeVisibleAsync();

        var dialog = Dialog(second, $"改《{Law}》");
        await dialog.GetByLabel("名称").FillAsync("普法");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("每天 08:00 → 每天 08:15");
        await Assertions.Expect(dialog.GetByLabel("名称")).ToHaveValueAsync("普法");
        await second.PictureAsync("week-two-editors");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "用我的" }).ClickAsync();

        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        var now = Assert.Single(await SchedulesAsync(host));
        Assert.Equal(("普法", new TimeOnly(8, 0), 3), (now.Title, now.StartTime, now.Version));
    }

    [Fact]
    public async Task What_collides_is_told_while_it_is_written_with_a_time_that_would_do()
    {
        await using var host = Tuesday();
        await SampleWeek.Usual(host).AddProgramme("冬季防火", Category.Emergency, 10).WriteAsync();
        await using var page = await OpenAsync(host);
        await GoAsync(page);

        await Button(page, "新建排期").ClickAsync();
        var dialog = Dialog(page, "新建排期");
        await dialog.GetByLabel("播什么").SelectOptionAsync(new SelectOptionValue { Label = "冬季防火（10 分）" });
        await dialog.GetByLabel("几点").FillAsync("18:45");
        await Assertions.Expect(dialog.GetByText("和《晚间综合：新闻、反邪教、村务》撞在一起")).ToBeVisibleAsync();
        await page.PictureAsync("week-collision");
        var serious = (await page.Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}");
        Assert.Empty(serious);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "改到 18:55，紧接着播" }).ClickAsync();

        await Assertions.Expect(dialog.GetByLabel("几点")).ToHaveValueAsync("18:55");
        await Assertions.Expect(dialog.GetByText("撞在一起")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_phone_shows_the_agenda_and_plans_by_the_dialog()
    {
        await using var host = Tuesday();
        await SampleWeek.Usual(host).WriteAsync();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        await GoAsync(page);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "日程" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "一周排期" })).ToBeHiddenAsync();

        await Button(page, "新建排期").TapAsync();
        var dialog = Dialog(page, "新建排期");
        await dialog.GetByLabel("播什么").SelectOptionAsync(new SelectOptionValue { Label = "秋冬雾天行车（5 分）" });
        await dialog.GetByLabel("指定日期").CheckAsync();
        await dialog.GetByLabel("加一个日子").FillAsync("2026-11-28");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "加上" }).TapAsync();
        await dialog.GetByLabel("几点").FillAsync("10:00");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "全不选" }).TapAsync();
        await Assertions.Expect(dialog.GetByLabel("二坝村", new() { Exact = true })).Not.ToBeCheckedAsync();
        await dialog.GetByLabel("二坝村", new() { Exact = true }).CheckAsync();
        await page.PictureAsync("week-new-phone");
        Assert.Equal(390, (await dialog.BoundingBoxAsync())!.Width);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).TapAsync();

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "日程" }).GetByText("10:00")).ToBeVisibleAsync();
        var made = (await SchedulesAsync(host)).Single(schedule => schedule.Kind == RecurrenceKind.Dates);
        Assert.Equal(["620321104203"], made.Areas);
    }

    [Fact]
    public async Task Who_may_not_plan_sees_the_week_without_anything_to_change_it()
    {
        await using var host = Tuesday();
        await SampleWeek.Usual(host).WriteAsync();
        var (name, password, _) = await Operators.People.MakeAsync(host, Role.Reviewer);
        await using var page = await browser.OpenAtTheDoorAsync(host, Wide());
        await page.LoginAsync(name, password);
        await GoAsync(page);
        await Slot(page, "周四 11月26日", "07:30").ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "医保缴费 12月31日 截止" })).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("e");

        await Assertions.Expect(Button(page, "新建排期")).ToHaveCountAsync(0);
        await Assertions.Expect(Button(page, "编辑")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Page.Locator("[draggable=true]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GoAsync("/week/days");
        await Assertions.Expect(Button(page, "导入")).ToHaveCountAsync(0);

        using var reviewer = await Operators.People.LoginAsync(host, Role.Reviewer);
        reviewer.DefaultRequestHeaders.Add("X-CSRF", "1");
        var made = await reviewer.PostAsJsonAsync("/api/schedules", new { title = "x", areas = new[] { SampleWeek.TownCode }, kind = "daily", startTime = "07:00" }, TownHost.Json, Stop);
        var day = await reviewer.PostAsJsonAsync("/api/schedules/days", new { kind = "holiday", name = "国庆", first = "2026-10-01" }, TownHost.Json, Stop);
        Assert.Equal((403, 403), ((int)made.StatusCode, (int)day.StatusCode));
    }

    [Fact]
    public async Task Holidays_are_imported_and_the_week_of_the_working_days_follows()
    {
        await using var host = Tuesday();
        await new SampleWeek(host).AddProgramme(Law, Category.Law, 12).WriteAsync();
        await using var page = await OpenAsync(host);
        await page.GoAsync("/week/days");
        await page.Page.GetByLabel("或者贴在这里").FillAsync("2026-11-26,放羊,坏");
        await Button(page, "导入").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("“放羊”不是类型")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByLabel("或者贴在这里")).ToHaveValueAsync("2026-11-26,放羊,坏");
        await page.Page.GetByLabel("或者贴在这里").FillAsync("2026-11-26,节假日,放假\n2026-11-28,调休上班,放假\n2026-11-27,考试,期中考试,06:00,12:00,二坝村");
        await Button(page, "导入").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("期中考试 06:00–12:00")).ToBeVisibleAsync();
        await page.PictureAsync("week-days-filled");

        using var planned = await host.Http.PostAsJsonAsync(
            "/api/schedules", new { title = Law, programmeId = (await ProgrammesAsync(host))[0].Id, areas = new[] { SampleWeek.TownCode }, kind = "workdays", startTime = "07:00" }, TownHost.Json, Stop);
        Assert.True(planned.IsSuccessStatusCode);
        await GoAsync(page);
        await Assertions.Expect(Slot(page, "周六 11月28日", "07:00")).ToBeVisibleAsync();
        await Assertions.Expect(Slot(page, "周四 11月26日", "07:00")).ToHaveCountAsync(0);
        await Slot(page, "周五 11月27日", "07:00").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("二坝村：期中考试 06:00-12:00 只响预警")).ToBeVisibleAsync();
        await page.PictureAsync("week-holidays");

        await page.GoAsync("/week/list?from=2026-11-24&area=620321104203");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "二坝村会响什么" })).ToBeVisibleAsync();
        var file = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Link, new() { Name = "导出日历" }).ClickAsync());
        var text = await File.ReadAllTextAsync(await file.PathAsync(), Stop);
        Assert.Contains("BEGIN:VEVENT", text, StringComparison.Ordinal);
    }

    private static TownHost Tuesday()
    {
        var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        return host;
    }

    private static BrowserNewContextOptions Wide() => new() { ViewportSize = new() { Width = 1440, Height = 900 } };

    private Task<WatchedPage> OpenAsync(TownHost host) => browser.OpenAsync(host, Wide());

    private static async Task GoAsync(WatchedPage page)
    {
        await page.GoLiveAsync("/week");
        await page.Page.Locator(".week__board[data-ready]").WaitForAsync();
    }

    private static ILocator Button(WatchedPage page, string name) => page.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Dialog(WatchedPage page, string name) => page.Page.GetByRole(AriaRole.Dialog, new() { Name = name });

    private static ILocator Slot(WatchedPage page, string day, string time) =>
        page.Page.GetByRole(AriaRole.Group, new() { Name = day }).Locator($".slot[title^='{time} ']");

    private static async Task TabToAsync(WatchedPage page, string button)
    {
        for (var press = 0; press < 80; press++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            if (await page.Page.EvaluateAsync<bool>("name => document.activeElement.matches('button') && document.activeElement.textContent.trim() === name", button))
            {
                return;
            }
        }

        Assert.Fail($"No press of Tab reaches {button}.");
    }

    // To the same height in another day, or to a place in that day once a fold there has opened.
    private static async Task DragAsync(WatchedPage page, ILocator slot, string day, ILocator? fold)
    {
        var from = (await slot.BoundingBoxAsync())!;
        var column = (await page.Page.GetByRole(AriaRole.Group, new() { Name = day }).BoundingBoxAsync())!;
        var mouse = page.Page.Mouse;
        await mouse.MoveAsync(from.X + 20, from.Y + 4);
        await mouse.DownAsync();
        await mouse.MoveAsync(from.X + 30, from.Y + 10, new() { Steps = 2 });
        var x = column.X + column.Width / 2;
        var y = from.Y + 4;
        if (fold is not null)
        {
            var band = (await fold.BoundingBoxAsync())!;
            y = band.Y + band.Height + 40;

            // A browser tells of a drag with its frames: the hand trembles until the fold has opened.
            for (var move = 0; await fold.CountAsync() > 0; move++)
            {
                Assert.True(move < 500, "The fold stays shut.");
                await mouse.MoveAsync(x + move % 2, band.Y + band.Height / 2);
            }
        }

        for (var move = 0; move < 5 || !await page.Page.Locator(".dropmark").IsVisibleAsync(); move++)
        {
            Assert.True(move < 500, "No place is shown for what is dragged.");
            await mouse.MoveAsync(x + move % 2, y);
        }

        await mouse.UpAsync();
    }

    private static async Task<List<Schedule>> SchedulesAsync(TownHost host)
    {
        await using var database = host.OpenDatabase();
        return await database.Schedules.AsNoTracking().ToListAsync(Stop);
    }

    private static async Task<List<Programme>> ProgrammesAsync(TownHost host)
    {
        await using var database = host.OpenDatabase();
        return await database.Programmes.AsNoTracking().ToListAsync(Stop);
    }
}
