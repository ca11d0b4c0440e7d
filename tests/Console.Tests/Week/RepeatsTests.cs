using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>An entry made longer and shorter by whole plays: by its lower edge and by the dialog; the database says what came of it.</summary>
public sealed class RepeatsTests(Browser browser)
{
    private const string Law = "每日普法 第 129 期：遗嘱怎么写";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drawn_to_twice_its_height_it_plays_twice_and_undone_once()
    {
        await using var host = await TownAsync(30);
        await using var page = await OpenAsync(host);
        var slot = Slot(page, "周四 11月26日", "08:00");
        var height = (await slot.BoundingBoxAsync())!.Height;

        await DrawAsync(page, slot, height);
        var mark = page.Page.Locator(".dropmark");
        await Assertions.Expect(mark).ToContainTextAsync("08:00–09:00 ×2");
        Assert.InRange((await mark.BoundingBoxAsync())!.Width, 0, (await page.Page.GetByRole(AriaRole.Group, new() { Name = "周四 11月26日" }).BoundingBoxAsync())!.Width);
        await page.PictureAsync("week-drawn");
        await page.Page.Mouse.UpAsync();
        var ask = page.Page.GetByRole(AriaRole.Dialog, new() { Name = $"把《{Law}》改成播 2 遍" });
        await ask.GetByRole(AriaRole.Button, new() { Name = "全部" }).ClickAsync();

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status).GetByText($"《{Law}》改成了播 2 遍")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("每天 08:00，连播 2 遍")).ToBeVisibleAsync();
        Assert.Equal(2, (await LawAsync(host)).Repeats);
        Assert.InRange((await slot.BoundingBoxAsync())!.Height, height * 1.9f, height * 2.1f);

        await page.Page.GetByRole(AriaRole.Status).GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("撤销了：")).ToBeVisibleAsync();
        Assert.Equal(1, (await LawAsync(host)).Repeats);
    }

    [Fact]
    public async Task Of_a_series_one_day_alone_is_made_longer_and_shorter_again()
    {
        await using var host = await TownAsync(30);
        await using var page = await OpenAsync(host);
        var slot = Slot(page, "周四 11月26日", "08:00");
        var height = (await slot.BoundingBoxAsync())!.Height;

        await DrawAsync(page, slot, height);
        await page.Page.Mouse.UpAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "只改 11月26日 这一场" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status).GetByText("改成了播 2 遍")).ToBeVisibleAsync();
        Assert.Equal(
            [(RecurrenceKind.Daily, 1), (RecurrenceKind.Dates, 2)],
            (await SchedulesAsync(host)).Where(schedule => schedule.Title == Law).OrderBy(schedule => schedule.Repeats).Select(schedule => (schedule.Kind, schedule.Repeats)));

        // Above its own beginning it still plays once: nothing is asked of what is a single day.
        await DrawAsync(page, slot, -3 * height);
        await Assertions.Expect(page.Page.Locator(".dropmark")).ToContainTextAsync("08:00–08:30 ×1");
        await page.Page.Mouse.UpAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status).GetByText("改成了播 1 遍")).ToBeVisibleAsync();
        Assert.All(await SchedulesAsync(host), schedule => Assert.Equal(1, schedule.Repeats));
    }

    [Fact]
    public async Task A_short_entry_is_picked_at_its_edge_drawn_by_its_own_length_and_left_alone_after_escape()
    {
        await using var host = await TownAsync(4);
        await using var page = await OpenAsync(host);
        var slot = Slot(page, "周四 11月26日", "08:00");
        var box = (await slot.BoundingBoxAsync())!;

        await page.Page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height - 2);
        await Assertions.Expect(slot).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = Law })).ToBeVisibleAsync();

        // Eight minutes of the week are two more plays, though the entry is drawn as tall as fifteen.
        await DrawAsync(page, slot, 8 * 1.6f);
        await Assertions.Expect(page.Page.Locator(".dropmark")).ToContainTextAsync("08:00–08:12 ×3");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator(".dropmark")).ToBeHiddenAsync();
        await page.Page.Mouse.UpAsync();

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.All(await SchedulesAsync(host), schedule => Assert.Equal(1, schedule.Version));
    }

    [Fact]
    public async Task A_new_plan_says_how_often_and_how_long_and_what_is_no_number_of_times()
    {
        await using var host = await TownAsync(12);
        await using var page = await OpenAsync(host);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "新建排期", Exact = true }).ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog, new() { Name = "新建排期" });
        await dialog.GetByLabel("播什么").SelectOptionAsync(new SelectOptionValue { Label = $"{Law}（12 分）" });
        await dialog.GetByLabel("几点").FillAsync("12:00");
        await dialog.GetByLabel("播几遍").FillAsync("21");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("请写播几遍，1 到 20。");

        await dialog.GetByLabel("播几遍").FillAsync("3");
        await page.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(dialog.GetByText("每次 36 分")).ToBeAttachedAsync();
        await Assertions.Expect(dialog.Locator("[data-reads]")).ToContainTextAsync("，连播 3 遍");
        await dialog.GetByLabel("播几遍").ScrollIntoViewIfNeededAsync();
        await page.PictureAsync("week-repeats");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();

        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(3, (await SchedulesAsync(host)).Single(schedule => schedule.StartTime.Hour == 12).Repeats);
    }

    [Fact]
    public async Task By_keys_alone_it_is_made_longer_and_a_reload_in_between_loses_nothing()
    {
        await using var host = await TownAsync(12);
        await using var page = await OpenAsync(host);
        await Slot(page, "周四 11月26日", "08:00").FocusAsync();
        await page.Page.Keyboard.PressAsync("e");
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        var field = dialog.GetByLabel("播几遍");
        await Assertions.Expect(dialog.GetByLabel("几点")).ToBeFocusedAsync();
        await GoBackToAsync(page, field);
        await page.Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(page.Page.Locator("[data-reads]")).ToContainTextAsync("，连播 2 遍");

        await GoAsync(page);
        await Assertions.Expect(field).ToHaveValueAsync("2");
        await field.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowUp");
        await page.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(3, (await SchedulesAsync(host)).Single(schedule => schedule is { Title: Law, Kind: RecurrenceKind.Dates }).Repeats);
    }

    // From eight to half past nine the week is open: the edge has where to go.
    private static async Task<TownHost> TownAsync(int minutes)
    {
        var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await new SampleWeek(host)
            .Add(Law, Category.Law, minutes, "08:00", [])
            .Add("周日的通知", Category.Notice, 10, "08:30", [DayOfWeek.Sunday])
            .Add("周日晚些的通知", Category.Notice, 10, "09:05", [DayOfWeek.Sunday])
            .WriteAsync();
        return host;
    }

    private async Task<WatchedPage> OpenAsync(TownHost host)
    {
        var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await GoAsync(page);
        return page;
    }

    private static async Task GoAsync(WatchedPage page)
    {
        await page.GoLiveAsync("/week");
        await page.Page.Locator(".week__board[data-ready]").WaitForAsync();
    }

    private static ILocator Slot(WatchedPage page, string day, string time) =>
        page.Page.GetByRole(AriaRole.Group, new() { Name = day }).Locator($".slot[title^='{time} ']");

    private static async Task GoBackToAsync(WatchedPage page, ILocator field)
    {
        for (var press = 0; press < 20; press++)
        {
            await page.Page.Keyboard.PressAsync("Shift+Tab");
            if (await field.EvaluateAsync<bool>("field => document.activeElement === field"))
            {
                return;
            }
        }

        Assert.Fail("No press of Shift and Tab reaches the field.");
    }

    // The hand takes the lower edge and goes that far down; it holds on.
    private static async Task DrawAsync(WatchedPage page, ILocator slot, float down)
    {
        var box = (await slot.BoundingBoxAsync())!;
        var (x, y) = (box.X + box.Width / 2, box.Y + box.Height - 1);
        await page.Page.Mouse.MoveAsync(x, y);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(x, y + down, new() { Steps = 4 });
    }

    private static async Task<Schedule> LawAsync(TownHost host) => (await SchedulesAsync(host)).Single(schedule => schedule.Title == Law);

    private static async Task<List<Schedule>> SchedulesAsync(TownHost host)
    {
        await using var database = host.OpenDatabase();
        return await database.Schedules.AsNoTracking().ToListAsync(Stop);
    }
}
