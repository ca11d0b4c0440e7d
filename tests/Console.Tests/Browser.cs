using System.Runtime.CompilerServices;
using CloudBroadcast.Town;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(CloudBroadcast.Controller.Browser))]

namespace CloudBroadcast.Controller;

/// <summary>One real browser for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    // Who has logged in once at a host need not do so for each of its tests.
    private readonly ConditionalWeakTable<TownHost, string> _sessions = [];

    public async ValueTask InitializeAsync()
    {
        // A machine that is shared by many may take its time; what is wrong is wrong later, too.
        Assertions.SetDefaultExpectTimeout(15_000);
        _playwright = await Playwright.CreateAsync();
        // The microphone is a machine that beeps.
        _browser = await Chromium.LaunchAsync(
            _playwright, "--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>
    /// A page of its own at the host, where the administrator has logged in; it notes what no page of ours may do. Pages of one
    /// host share their session: who ends it opens one of their own at the door.
    /// </summary>
    internal async Task<WatchedPage> OpenAsync(TownHost host, BrowserNewContextOptions? options = null)
    {
        if (_sessions.TryGetValue(host, out var session))
        {
            return await OpenAtTheDoorAsync(host, new BrowserNewContextOptions(options ?? new BrowserNewContextOptions()) { StorageState = session });
        }

        var page = await OpenAtTheDoorAsync(host, options);
        await page.LoginAsync("admin", await host.AdministratorPasswordAsync());
        _sessions.AddOrUpdate(host, await page.Page.Context.StorageStateAsync());
        return page;
    }

    /// <summary>As above, before anybody has logged in.</summary>
    internal async Task<WatchedPage> OpenAtTheDoorAsync(TownHost host, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.Locale ??= "en-US";
        options.TimezoneId ??= "America/New_York";

        // What a page keeps for the time without a server has its own test; elsewhere it would only come between.
        options.ServiceWorkers ??= ServiceWorkerPolicy.Block;
        var context = await _browser!.NewContextAsync(options);
        return new WatchedPage(await context.NewPageAsync(), host.Get<Hosting.Listening>().Http);
    }
}
