using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Week;

public sealed class WeekTests(Browser browser)
{
    [Fact]
    public async Task The_week_shows_an_occurrence_at_the_towns_time_whoever_looks_from_where()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await SampleWeek.Usual(host).WriteAsync();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/week");
        await page.PictureAsync("week");
        var wednesday = page.Page.GetByRole(AriaRole.Group, new() { Name = "周三 11月25日" });
        await Assertions.Expect(wednesday.GetByRole(AriaRole.Button, new() { Name = "07:00，12 分， 法治 每日普法" })).ToBeVisibleAsync();
    }
}
