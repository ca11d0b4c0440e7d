using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Library;

public sealed class ColumnTests(Browser browser)
{
    private static readonly string[] Titles = ["遗嘱怎么写", "宅基地能不能卖", "借条的写法"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_column_is_put_in_order_by_keys_planned_and_each_day_of_the_week_has_its_next_episode()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await Titles.Aggregate(new SampleWeek(host), (week, title) => week.AddProgramme(title, Category.Law, 10)).WriteAsync();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/columns/new");
        await page.Page.GetByLabel("栏目的名字").FillAsync("每日普法");
        for (var index = 0; index < Titles.Length; index++)
        {
            await page.Page.GetByLabel("加一期").SelectOptionAsync(Titles[index] + "（10:00）");
            await page.Page.GetByRole(AriaRole.Button, new() { Name = "加进来" }).ClickAsync();
            await Assertions.Expect(page.Page.Locator("[data-order] li")).ToHaveCountAsync(index + 1);
        }

        await page.Page.Locator("[data-playlist][data-bound]").WaitForAsync();
        await page.Page.Locator("[data-order] li").Nth(2).FocusAsync();
        await page.Page.Keyboard.PressAsync("Alt+ArrowUp");
        await page.Page.GetByLabel("停下并提醒").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("保存好了。")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("还没有排进排期，所以不会播。")).ToBeVisibleAsync();

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "去排期里排上它" }).ClickAsync();
        await page.Page.Locator(".week__board[data-ready]").WaitForAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "新建排期", Exact = true }).ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("播什么").SelectOptionAsync("每日普法（3 期）");
        await dialog.GetByLabel("几点").FillAsync("19:00");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();

        // Today is the 24th: three episodes, and then nothing, which is said three days before.
        await Assertions.Expect(Slot(page, "周二 11月24日")).ToContainTextAsync("每日普法：遗嘱怎么写");
        await Assertions.Expect(Slot(page, "周三 11月25日")).ToContainTextAsync("每日普法：借条的写法");
        await Assertions.Expect(Slot(page, "周四 11月26日")).ToContainTextAsync("每日普法：宅基地能不能卖");
        await Assertions.Expect(Slot(page, "周五 11月27日")).Not.ToContainTextAsync("：");
        await Assertions.Expect(page.Page.GetByText("栏目《每日普法》11月27日 起没有新的一期，停播")).ToBeVisibleAsync();
        await page.PictureAsync("week-column");
        await page.GoLiveAsync("/columns");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Row, new() { Name = "每日普法" })).ToContainTextAsync("明天 借条的写法");
        await page.PictureAsync("columns-filled");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "每日普法", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("11月27日 起没有新的一期，停播")).ToBeVisibleAsync();
        await page.PictureAsync("column-filled");
        await page.Page.SetViewportSizeAsync(390, 844);
        await page.PictureAsync("column-filled-phone");

        await using var database = host.OpenDatabase();
        var column = await database.Columns.SingleAsync(Stop);
        Assert.Equal((ColumnEnd.Stop, column.Id), (column.AtEnd, (await database.Schedules.SingleAsync(Stop)).ColumnId!.Value));
    }

    [Fact]
    public async Task Without_script_a_column_is_written_and_nothing_typed_is_lost()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await Titles.Aggregate(new SampleWeek(host), (week, title) => week.AddProgramme(title, Category.Law, 10)).WriteAsync();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/columns/new");
        await page.Page.GetByLabel("栏目的名字").FillAsync("播客");
        await page.Page.GetByLabel("播客订阅（RSS）").CheckAsync();
        await page.Page.GetByLabel("订阅地址").FillAsync("https://me:secret@example.org/feed.xml");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("里面不能带账号密码");
        await Assertions.Expect(page.Page.GetByLabel("栏目的名字")).ToHaveValueAsync("播客");
        await page.Page.GetByLabel("订阅地址").FillAsync("https://example.org/feed.xml");
        await page.Page.GetByLabel("从头再播").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("保存好了。")).ToBeVisibleAsync();

        await using var database = host.OpenDatabase();
        var column = await database.Columns.SingleAsync(Stop);
        Assert.Equal((ColumnSource.Feed, "https://example.org/feed.xml", ColumnEnd.Repeat), (column.Source, column.FeedUrl, column.AtEnd));
    }

    private static ILocator Slot(WatchedPage page, string day) => page.Page.GetByRole(AriaRole.Group, new() { Name = day }).Locator(".slot");
}
