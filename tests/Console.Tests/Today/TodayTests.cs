using CloudBroadcast.Controller.Library;
using CloudBroadcast.Protocol;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Today;

public sealed class TodayTests(Browser browser)
{
    private static readonly BrowserNewContextOptions Desk = new() { ViewportSize = new() { Width = 1440, Height = 900 } };

    [Fact]
    public async Task Today_shows_the_twelve_villages_in_the_order_of_their_codes()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host);
        await page.GoLiveAsync("/");
        var names = await page.Page.Locator(".villages [data-gateway]").AllInnerTextsAsync();
        Assert.Equal(12, names.Count);
        Assert.StartsWith("头坝村", names[0], StringComparison.Ordinal);
        Assert.StartsWith("东寨村", names[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_villages_with_more_minutes_as_with_fewer_stand_in_two_rows()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        var codes = Enumerable.Range(0, 12).Select(village => $"6203211042{village:00}").ToList();
        await new SampleWeek(host).Add("六个村的", Category.Notice, 6, "12:00", [], [.. codes[..6]]).Add("另外六个村的", Category.Notice, 9, "12:30", [], [.. codes[6..]]).WriteAsync();
        await using var page = await browser.OpenAsync(host, Desk);

        await page.GoLiveAsync("/");

        await Assertions.Expect(page.Page.Locator("[aria-labelledby=airtime] li")).ToHaveTextAsync(["6 个村9", "6 个村6"]);
    }

    [Fact]
    public async Task A_gateway_that_comes_and_goes_changes_on_screen_without_a_reload()
    {
        await using var host = new TownHost { Settings = { ["Gateways:OfflineAfter"] = "00:00:03" } };
        await using var page = await browser.OpenAsync(host);
        await page.GoLiveAsync("/");
        var village = page.Page.Locator($"[data-gateway={Villages.GatewayOf(7)}]");
        await Assertions.Expect(village).ToContainTextAsync("离线，还没有连上过");

        await using var gateway = await (await FakeGateway.EnrolAsync(host, Villages.GatewayOf(7))).ConnectAsync();
        await gateway.PublishAsync(Topics.GatewayState(gateway.Id), gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(1))));
        await Assertions.Expect(village).ToContainTextAsync("待命");
        await Assertions.Expect(village).ToHaveClassAsync("st-ready");

        // Nothing more is said: after three seconds it counts as gone.
        await Assertions.Expect(village).ToContainTextAsync("离线", new() { Timeout = 15000 });
    }

    [Fact]
    public async Task A_fault_stands_first_with_what_it_means_and_what_to_do()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host);
        await using var gateway = await host.EnrolAsync(10);
        host.Says(gateway, 1, state => state.Broken("2 号分区触点粘住"));
        await page.GoAsync("/");
        var first = page.Page.Locator(".say").First;
        await Assertions.Expect(first).ToContainTextAsync("下四坝村网关报故障");
        await Assertions.Expect(first).ToContainTextAsync("2 号分区触点粘住");
    }

    [Fact]
    public async Task What_sounds_stands_in_the_bar_with_its_villages_and_what_is_left()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await SampleWeek.TuesdayMorningAsync(host);
        await using var page = await browser.OpenAsync(host, Desk);
        await page.GoLiveAsync("/");
        await page.PictureAsync("today");
        var bar = page.Page.Locator(".airbar__now");
        await Assertions.Expect(bar).ToContainTextAsync("每日普法 第 128 期：宅基地能不能卖");
        await Assertions.Expect(bar).ToContainTextAsync("11 个村在响，龙口村离线");
        await Assertions.Expect(bar.Locator(".strip .l")).ToHaveCountAsync(11);
        await Assertions.Expect(page.Page.Locator(".airbar__next")).ToContainTextAsync("下一场 07:15");
        Assert.Matches("^04:[34][0-9]$", await bar.Locator("[data-until]").First.InnerTextAsync());
    }

    [Fact]
    public async Task The_day_lists_what_was_seen_of_each_broadcast()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await SampleWeek.TuesdayMorningAsync(host);
        await using var page = await browser.OpenAsync(host, Desk);
        await page.GoAsync("/");
        var runs = page.Page.Locator(".run");
        await Assertions.Expect(runs.Nth(0)).ToContainTextAsync("11/12 村播完");
        await Assertions.Expect(runs.Nth(0)).ToContainTextAsync("龙口村离线");
        await Assertions.Expect(runs.Nth(1)).ToContainTextAsync("正在播出");
        await Assertions.Expect(runs.Nth(2)).ToContainTextAsync("待播");
    }

    [Fact]
    public async Task A_village_that_is_away_is_named_with_what_is_due_there()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await SampleWeek.TuesdayMorningAsync(host);
        await using var page = await browser.OpenAsync(host, Desk);
        await page.GoAsync("/");
        await Assertions.Expect(page.Page.Locator(".say").Filter(new() { HasText = "龙口村网关离线" })).ToContainTextAsync("07:15《反诈提醒：冒充客服退款》要在这里响，网关里没有存");
    }

    [Fact]
    public async Task A_note_of_the_shift_is_written_without_script_and_shows_on_the_page_of_who_looks()
    {
        await using var host = new TownHost();
        await using var colleague = await browser.OpenAsync(host, Desk);
        await colleague.GoLiveAsync("/");
        await Assertions.Expect(colleague.Page.GetByText("还没有记什么。")).ToBeVisibleAsync();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/");
        await page.Page.GetByLabel("留给下一班的话").FillAsync("龙口村打过电话，停电，下午来电\n喇叭没事");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "记下" }).ClickAsync();

        await Assertions.Expect(page.Page.Locator("[data-panel=notes] li")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.GetByLabel("留给下一班的话")).ToHaveValueAsync("");
        await Assertions.Expect(colleague.Page.Locator("[data-panel=notes] li").First).ToContainTextAsync("龙口村打过电话");
        await colleague.PictureAsync("today-notes");
    }
}
