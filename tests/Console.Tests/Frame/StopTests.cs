using CloudBroadcast.Controller.Broadcasts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Frame;

public sealed class StopTests(Browser browser)
{
    [Fact]
    public async Task Stop_works_without_script()
    {
        await using var host = new TownHost();
        var broadcast = await SampleWeek.NowAsync(host);
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/");
        await page.Page.GetByText("停止", new() { Exact = true }).First.ClickAsync();
        await page.PictureAsync("stop-open");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "只停这一场" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("已经下达停止");
        await page.PictureAsync("stopped");
        Assert.Equal(BroadcastState.Interrupted, await StateOfAsync(host, broadcast.Id));
    }

    [Theory]
    [InlineData("停止全部日常播出")]
    [InlineData("全部停止，连预警一起")]
    public async Task Every_choice_stops_what_sounds(string choice)
    {
        await using var host = new TownHost();
        var broadcast = await SampleWeek.NowAsync(host);
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/week");
        await page.Page.GetByText("停止", new() { Exact = true }).First.ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = choice }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("已经下达停止");
        Assert.Equal(BroadcastState.Interrupted, await StateOfAsync(host, broadcast.Id));
    }

    [Fact]
    public async Task A_post_from_elsewhere_stops_nothing()
    {
        await using var host = new TownHost();
        var broadcast = await SampleWeek.NowAsync(host);
        using var form = new FormUrlEncodedContent([new("what", "all")]);
        using var answer = await host.Http.PostAsync(new Uri("/stop", UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal("/stopped?what=stale", answer.Headers.Location?.ToString());
        Assert.Equal(BroadcastState.OnAir, await StateOfAsync(host, broadcast.Id));
    }

    [Fact]
    public async Task The_answer_fits_a_phone_though_no_village_has_said_anything()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 } });
        await page.GoLiveAsync("/stopped?what=all");
        await Assertions.Expect(page.Page.Locator(".villages .note").Filter(new() { HasText = "没有消息" })).ToHaveCountAsync(12);
        await page.PictureAsync("stopped-phone-unheard");
        Assert.Equal(390, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    private static async Task<BroadcastState> StateOfAsync(TownHost host, Guid id)
    {
        await using var database = host.OpenDatabase();
        return await database.Broadcasts.Where(broadcast => broadcast.Id == id).Select(broadcast => broadcast.State)
            .SingleAsync(TestContext.Current.CancellationToken);
    }
}
