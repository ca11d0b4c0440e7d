using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Language;

public sealed class SwitchTests(Browser browser, TuesdayTown town) : IClassFixture<TuesdayTown>
{
    [Fact]
    public async Task The_switch_changes_the_language_and_stays_on_the_page()
    {
        await using var page = await browser.OpenAsync(town.Host, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/week");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).WaitForAsync();
        Assert.EndsWith("/week", page.Page.Url, StringComparison.Ordinal);
        Assert.Equal("en", await page.Page.Locator("html").GetAttributeAsync("lang"));

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "中文" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "退出" }).WaitForAsync();
    }
}
