using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console;

/// <summary>A Tuesday morning in full swing, for tests that only look.</summary>
public sealed class TuesdayTown : IAsyncLifetime
{
    public TownHost Host { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Host.StopAt(TownClock.TuesdayMorning);
        await SampleWeek.TuesdayMorningAsync(Host);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class LookTests(Browser browser, TuesdayTown town) : IClassFixture<TuesdayTown>
{
    [Theory]
    [InlineData("/", ColorScheme.Light, 1440)]
    [InlineData("/", ColorScheme.Dark, 1440)]
    [InlineData("/", ColorScheme.Light, 390)]
    [InlineData("/", ColorScheme.Dark, 390)]
    [InlineData("/week", ColorScheme.Light, 1440)]
    [InlineData("/week", ColorScheme.Dark, 1440)]
    [InlineData("/week", ColorScheme.Light, 390)]
    [InlineData("/week", ColorScheme.Dark, 390)]
    [InlineData("/library", ColorScheme.Light, 1440)]
    [InlineData("/library", ColorScheme.Dark, 1440)]
    [InlineData("/library", ColorScheme.Light, 390)]
    [InlineData("/library/speak", ColorScheme.Light, 1440)]
    [InlineData("/library/speak", ColorScheme.Dark, 390)]
    [InlineData("/library/upload", ColorScheme.Light, 390)]
    [InlineData("/library/words", ColorScheme.Dark, 1440)]
    [InlineData("/playlists", ColorScheme.Light, 390)]
    [InlineData("/playlists/new", ColorScheme.Dark, 1440)]
    [InlineData("/columns", ColorScheme.Light, 390)]
    [InlineData("/columns/new", ColorScheme.Dark, 390)]
    [InlineData("/columns/new", ColorScheme.Light, 1440)]
    [InlineData("/week?view=day", ColorScheme.Light, 1440)]
    [InlineData("/week?view=day", ColorScheme.Dark, 390)]
    [InlineData("/week?view=month", ColorScheme.Light, 1440)]
    [InlineData("/week?view=month", ColorScheme.Dark, 390)]
    [InlineData("/week?view=agenda", ColorScheme.Dark, 1440)]
    [InlineData("/week/days", ColorScheme.Light, 1440)]
    [InlineData("/week/days", ColorScheme.Dark, 390)]
    [InlineData("/week/list", ColorScheme.Light, 390)]
    [InlineData("/week/list", ColorScheme.Dark, 1440)]
    [InlineData("/gateways", ColorScheme.Light, 390)]
    [InlineData("/gateways", ColorScheme.Dark, 1440)]
    [InlineData("/gateways/gw-620321104203", ColorScheme.Light, 1440)]
    [InlineData("/gateways/gw-620321104203", ColorScheme.Dark, 390)]
    [InlineData("/map", ColorScheme.Light, 390)]
    [InlineData("/map", ColorScheme.Dark, 1440)]
    [InlineData("/records", ColorScheme.Light, 1440)]
    [InlineData("/records", ColorScheme.Dark, 390)]
    [InlineData("/settings", ColorScheme.Light, 1440)]
    [InlineData("/settings", ColorScheme.Dark, 390)]
    [InlineData("/talk", ColorScheme.Light, 390)]
    [InlineData("/talk", ColorScheme.Dark, 390)]
    [InlineData("/talk", ColorScheme.Light, 1440)]
    [InlineData("/talk", ColorScheme.Dark, 1440)]
    [InlineData("/keys", ColorScheme.Light, 1440)]
    [InlineData("/keys", ColorScheme.Dark, 390)]
    [InlineData("/approvals", ColorScheme.Light, 390)]
    [InlineData("/alerts", ColorScheme.Light, 1440)]
    [InlineData("/more", ColorScheme.Dark, 390)]
    [InlineData("/stopped?what=all", ColorScheme.Light, 390)]
    [InlineData("/stopped?what=all", ColorScheme.Dark, 1440)]
    public async Task Nothing_serious_stands_in_the_way_of_anybody(string path, ColorScheme scheme, int width)
    {
        await using var page = await OpenAsync(width, scheme);
        await page.GoLiveAsync(path);
        await page.PictureAsync($"{(path == "/" ? "today" : path.Trim('/').Replace("?view=", "-", StringComparison.Ordinal).Split('?')[0].Replace('/', '-'))}-{scheme}-{width}");
        await AssertFitsAsync(page, width);
        var result = await page.Page.RunAxe();
        var serious = result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
        Assert.Empty(serious);
    }

    [Theory]
    [InlineData("/library/words", 390)]
    [InlineData("/playlists/new", 390)]
    [InlineData("/talk", 320)]
    [InlineData("/", 320)]
    [InlineData("/week", 900)]
    public async Task No_page_scrolls_sideways(string path, int width)
    {
        await using var page = await OpenAsync(width, ColorScheme.Light);
        await page.GoLiveAsync(path);
        await AssertFitsAsync(page, width);
    }

    [Fact]
    public async Task On_a_phone_stop_and_tabs_lie_within_the_thumbs_reach()
    {
        await using var page = await OpenAsync(390, ColorScheme.Light);
        await page.GoLiveAsync("/");
        await page.Page.GetByText("停止", new() { Exact = true }).First.ClickAsync();
        await page.PictureAsync("stop-phone");
        var stop = await page.Page.Locator("details.stop summary").BoundingBoxAsync();
        var tabs = await page.Page.Locator(".rail").BoundingBoxAsync();
        Assert.True(stop?.Y > 844 / 2 && tabs?.Y > stop.Y);
    }

    private static async Task AssertFitsAsync(WatchedPage page, int width) =>
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));

    private Task<WatchedPage> OpenAsync(int width, ColorScheme scheme) => browser.OpenAsync(
        town.Host,
        new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 900 }, ColorScheme = scheme });
}
