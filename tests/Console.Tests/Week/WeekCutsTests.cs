using CloudBroadcast.Controller.Library;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Week;

public sealed class WeekCutsTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overruns_interruptions_gaps_and_what_is_out_of_date_are_drawn_and_named_and_a_village_has_its_own_minutes()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        await new SampleWeek(host)
            .Add("法治故事", Category.Law, 22, "12:00", [])
            .Add("秋冬雾天行车", Category.RoadSafety, 5, "12:15", [])
            .Add("晚间综合", Category.Notice, 30, "18:30", [])
            .Add("镇长讲话", Category.Notice, 5, "18:40", [])
            .Add("农事提醒", Category.Notice, 5, "19:05", [])
            .WriteAsync();
        await using (var database = host.OpenDatabase())
        {
            await database.Schedules.Where(schedule => schedule.Title == "镇长讲话").ExecuteUpdateAsync(set => set.SetProperty(schedule => schedule.Priority, Priority.LiveTalk), Stop);
            await database.Programmes.Where(programme => programme.Title == "农事提醒").ExecuteUpdateAsync(set => set.SetProperty(programme => programme.ValidUntil, new DateOnly(2026, 11, 24)), Stop);
        }

        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoAsync("/week/days");
        await page.Page.GetByLabel("头坝村", new() { Exact = true }).Last.FillAsync("40");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await page.Page.WaitForURLAsync(address => address.EndsWith("#minutes", StringComparison.Ordinal));
        await page.PictureAsync("week-days-minutes");

        await page.GoLiveAsync("/week");
        await page.Page.Locator(".week__board[data-ready]").WaitForAsync();
        var thursday = page.Page.GetByRole(AriaRole.Group, new() { Name = "周四 11月26日" });
        await Assertions.Expect(thursday.GetByText("超出 7 分", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(thursday.GetByRole(AriaRole.Note, new() { Name = "空 5 分" })).ToBeVisibleAsync();

        // In its middle stands what interrupts it.
        await thursday.GetByTitle("18:30 晚间综合").ClickAsync(new() { Position = new() { X = 20, Y = 5 } });
        await Assertions.Expect(page.Page.GetByText("《镇长讲话》会打断它")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("18:40 起 12 个村改播它，18:45 再接着播，中间的 5 分听不到")).ToBeVisibleAsync();
        await page.PictureAsync("week-cuts");
        await thursday.GetByTitle("12:00 法治故事").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("超出 7 分，压着《秋冬雾天行车》")).ToBeVisibleAsync();
        await thursday.GetByTitle("19:05 农事提醒").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("《农事提醒》只到 11月24日 有效")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator(".calendar__foot .daybudget").Nth(3)).ToHaveAttributeAsync("title", "头坝村 响 67 分，额度 40 分");

        await page.GoLiveAsync("/week?view=day&from=2026-11-26");
        await Assertions.Expect(page.Page.GetByText("会被《镇长讲话》打断")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByTitle("二坝村 响 67 分，额度 90 分", new() { Exact = true })).ToBeVisibleAsync();
        await page.PictureAsync("week-day-cuts");
        await page.GoLiveAsync("/");
        await Assertions.Expect(page.Page.GetByText("《农事提醒》要播过期的节目", new() { Exact = true })).ToBeVisibleAsync();
    }
}
