using CloudBroadcast.Controller.Library;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Library;

public sealed class PlaylistTests(Browser browser)
{
    private static readonly string[] Titles = ["晨间天气", "每日普法", "反诈提醒"];

    [Fact]
    public async Task Rows_move_by_the_keyboard_and_the_chime_stands_at_both_ends()
    {
        await using var host = new TownHost();
        await SampleAsync(host);
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await FillAsync(page);
        await page.Page.Locator("[data-playlist][data-bound]").WaitForAsync();
        await page.Page.Locator("[data-order] li").Nth(2).FocusAsync();
        await page.Page.Keyboard.PressAsync("Alt+ArrowUp");
        await page.Page.Keyboard.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(page.Page.Locator("[data-moved]")).ToHaveTextAsync("《反诈提醒》现在是第 1 个，共 3 个。还没有保存。");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "《晨间天气》往后" }).PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("[data-order] li b")).ToHaveTextAsync(["反诈提醒", "每日普法", "晨间天气"]);
        await page.Page.GetByLabel("开头响一次铃").PressAsync("Space");
        await page.Page.GetByLabel("结尾响一次铃").PressAsync("Space");
        await Assertions.Expect(page.Page.Locator("[data-total]")).ToHaveTextAsync("06:04");
        await page.PictureAsync("playlist");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).PressAsync("Enter");
        await Assertions.Expect(page.Page.GetByText("保存好了。")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Equal(["开播铃", "反诈提醒", "每日普法", "晨间天气", "开播铃"], await OrderAsync(host));
        await Assertions.Expect(page.Page.GetByLabel("结尾响一次铃")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_row_is_dragged_to_another_place()
    {
        await using var host = new TownHost();
        await SampleAsync(host);
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await FillAsync(page);
        var rows = page.Page.Locator("[data-order] li");
        await rows.Nth(0).DragToAsync(rows.Nth(2), new() { TargetPosition = new() { X = 60, Y = 40 } });
        await Assertions.Expect(page.Page.Locator("[data-order] li b")).ToHaveTextAsync(["每日普法", "反诈提醒", "晨间天气"]);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("保存好了。")).ToBeVisibleAsync();
        Assert.Equal(["每日普法", "反诈提醒", "晨间天气"], await OrderAsync(host));
    }

    [Fact]
    public async Task Without_script_the_buttons_move_the_rows_and_nothing_typed_is_lost()
    {
        await using var host = new TownHost();
        await SampleAsync(host);
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await FillAsync(page, live: false);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "《反诈提醒》往前" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "拿掉《晨间天气》" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByLabel("节目单的名字")).ToHaveValueAsync("早间");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("保存好了。")).ToBeVisibleAsync();
        Assert.Equal(["反诈提醒", "每日普法"], await OrderAsync(host));
    }

    private static Task SampleAsync(TownHost host) =>
        Titles.Aggregate(new SampleWeek(host), (week, title) => week.Add(title, Category.Law, 2, "07:00", [])).WriteAsync();

    private static async Task FillAsync(WatchedPage page, bool live = true)
    {
        await (live ? page.GoLiveAsync("/playlists/new") : page.GoAsync("/playlists/new"));
        await page.Page.GetByLabel("节目单的名字").FillAsync("早间");
        for (var index = 0; index < Titles.Length; index++)
        {
            await page.Page.GetByLabel("加一个节目").SelectOptionAsync(Titles[index] + "（02:00）");
            await page.Page.GetByRole(AriaRole.Button, new() { Name = "加进来" }).ClickAsync();
            await Assertions.Expect(page.Page.Locator("[data-order] li")).ToHaveCountAsync(index + 1);
        }
    }

    private static async Task<IEnumerable<string>> OrderAsync(TownHost host)
    {
        var titles = (await host.GetAsync<List<ProgrammeView>>("/api/programmes")).ToDictionary(programme => programme.Id, programme => programme.Title);
        return Assert.Single(await host.GetAsync<List<PlaylistView>>("/api/playlists")).ProgrammeIds.Select(id => titles[id]);
    }
}
