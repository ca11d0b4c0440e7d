using CloudBroadcast.Controller.Library;
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

    [Fact]
    public async Task What_begins_about_the_same_time_stands_side_by_side_and_what_is_overrun_behind_it()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await new SampleWeek(host)
            .Add("头坝的通知", Category.Notice, 5, "08:00", [], "620321104200")
            .Add("永丰的通知", Category.Notice, 5, "08:00", [], "620321104201")
            .Add("二坝的通知", Category.Notice, 30, "08:05", [], "620321104203")
            .Add("晚一点的", Category.Law, 5, "08:20", [], "620321104203")
            .WriteAsync();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/week");
        await page.Page.Locator(".week__board[data-ready]").WaitForAsync();

        var day = page.Page.GetByRole(AriaRole.Group, new() { Name = "周四 11月26日" });
        var ends = new List<float>();
        foreach (var title in (string[])["头坝的通知", "永丰的通知", "二坝的通知"])
        {
            var slot = day.Locator(".slot", new() { HasText = title });
            await slot.ClickAsync();
            await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync();
            var box = (await slot.BoundingBoxAsync())!;
            Assert.All(ends, end => Assert.True(box.X >= end - 0.5));
            ends.Add(box.X + box.Width);
        }

        var whole = (await day.BoundingBoxAsync())!;
        Assert.InRange(ends[^1], whole.X + (whole.Width * 0.9f), whole.X + whole.Width);
        var later = (await day.Locator(".slot", new() { HasText = "晚一点的" }).BoundingBoxAsync())!;
        Assert.InRange(later.X - whole.X, whole.Width * 0.15f, whole.Width * 0.25f);
        await page.PictureAsync("week-together");
    }
}
