using CloudBroadcast.Controller.Broadcasts;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Frame;

public sealed class BarTests(Browser browser)
{
    [Fact]
    public async Task The_bar_shows_a_broadcast_when_it_begins_and_lets_it_go_when_it_is_stopped()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host);
        await page.GoLiveAsync("/week");
        var bar = page.Page.Locator(".airbar__now");
        await Assertions.Expect(bar).ToContainTextAsync("现在没有播出");

        var broadcast = await SampleWeek.NowAsync(host);
        host.Get<BroadcastGate>().RaiseChanged(broadcast.Id);
        await Assertions.Expect(bar).ToContainTextAsync("正在播");
        await Assertions.Expect(bar).ToContainTextAsync(broadcast.Title);

        await host.Get<BroadcastStopper>().StopAsync(broadcast.Id, "测试", TestContext.Current.CancellationToken);
        await Assertions.Expect(bar).ToContainTextAsync("现在没有播出");
    }

    [Fact]
    public async Task A_page_that_is_cut_off_says_so_stays_readable_and_comes_back()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        page.ComplaintsAreExpected = true;
        var line = await Line.ThroughAsync(page.Page);
        await page.GoLiveAsync("/");
        await line.CutAsync();
        var lost = page.Page.Locator(".airbar__lost");
        await Assertions.Expect(lost).ToBeVisibleAsync(new() { Timeout = 30000 });
        await Assertions.Expect(lost).ToContainTextAsync("和服务器断开");
        await page.PictureAsync("lost");
        await Assertions.Expect(page.Page.Locator(".villages")).ToContainTextAsync("头坝村");
        await Assertions.Expect(page.Page.GetByText("停止", new() { Exact = true }).First).ToBeVisibleAsync();

        line.Mend();
        await Assertions.Expect(lost).ToBeHiddenAsync(new() { Timeout = 60000 });
    }
}
