namespace CloudBroadcast.Controller.Console.Today;

public sealed class TodayTests(Browser browser)
{
    [Fact]
    public async Task Today_shows_the_twelve_villages_in_the_order_of_their_codes()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host);
        await page.GoLiveAsync("/");
        await page.PictureAsync("today-empty");
        var names = await page.Page.Locator(".villages [data-gateway]").AllInnerTextsAsync();
        Assert.Equal(12, names.Count);
        Assert.StartsWith("头坝村", names[0], StringComparison.Ordinal);
        Assert.StartsWith("东寨村", names[^1], StringComparison.Ordinal);
    }
}
