using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Frame;

public sealed class ThemeTests(Browser browser, TownHost town) : IClassFixture<TownHost>
{
    private const string Paper = "() => getComputedStyle(document.body).backgroundColor";
    private const string LightPaper = "rgb(244, 246, 244)";
    private const string DarkPaper = "rgb(14, 20, 21)";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_switches_has_these_colours_on_every_page_whatever_the_system_says(bool script)
    {
        await using var page = await browser.OpenAsync(
            town, new BrowserNewContextOptions { ColorScheme = ColorScheme.Light, JavaScriptEnabled = script, ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoAsync("/library");
        Assert.Equal(LightPaper, await PaperAsync(page));

        await Button(page, "深色").ClickAsync();
        await Assertions.Expect(Button(page, "深色")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.EndsWith("/library", page.Page.Url, StringComparison.Ordinal);
        await page.GoAsync("/week");
        Assert.Equal(DarkPaper, await PaperAsync(page));

        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Button(page, "浅色").ClickAsync();
        await Assertions.Expect(Button(page, "浅色")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(LightPaper, await PaperAsync(page));

        await Button(page, "跟随系统").ClickAsync();
        await Assertions.Expect(Button(page, "跟随系统")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(DarkPaper, await PaperAsync(page));
    }

    [Theory]
    [InlineData("America/New_York", true)]
    [InlineData("Asia/Shanghai", false)]
    [InlineData("Asia/Singapore", false)]
    public async Task The_name_of_the_zone_stands_by_the_clock_for_who_sits_in_another(string zone, bool isNamed)
    {
        await using var page = await browser.OpenAsync(town, new BrowserNewContextOptions { TimezoneId = zone, ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/account");
        var named = page.Page.Locator(".airbar__clock").GetByText("北京时间");
        await (isNamed ? Assertions.Expect(named).ToBeVisibleAsync() : Assertions.Expect(named).ToBeHiddenAsync());
        await page.Page.SetViewportSizeAsync(390, 844);
        var note = page.Page.GetByText("这里的时间都是北京时间。");
        await (isNamed ? Assertions.Expect(note).ToBeVisibleAsync() : Assertions.Expect(note).ToBeHiddenAsync());
    }

    private static Task<string> PaperAsync(WatchedPage page) => page.Page.Locator("body").EvaluateAsync<string>(Paper);

    private static ILocator Button(WatchedPage page, string name) => page.Page.Locator(".rail").GetByRole(AriaRole.Button, new() { Name = name });
}
