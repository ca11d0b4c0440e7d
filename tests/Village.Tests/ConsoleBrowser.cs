using Microsoft.Playwright;

namespace CloudBroadcast.Town;

/// <summary>A browser at a town's console.</summary>
internal sealed class ConsoleBrowser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly TownRunner _town;

    private ConsoleBrowser(IPlaywright playwright, IBrowser browser, TownRunner town) => (_playwright, Browser, _town) = (playwright, browser, town);

    public IBrowser Browser { get; }

    public static async Task<ConsoleBrowser> StartAsync(TownRunner town, params string[] arguments)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await Chromium.LaunchAsync(playwright, arguments);
        return new ConsoleBrowser(playwright, browser, town);
    }

    public Task<IResponse?> GoAsync(IPage page, string path) => page.GotoAsync(new Uri(_town.Api.Address, path).ToString());

    /// <summary>As above, until what is live on the page is there.</summary>
    public async Task GoLiveAsync(IPage page, string path)
    {
        await GoAsync(page, path);
        await page.Locator(".airbar__now[data-live]").WaitForAsync();
    }

    /// <summary>Logs in as the administrator, whose password is made anew.</summary>
    public async Task<string> LoginAsync(IPage page, CancellationToken cancellationToken)
    {
        // «The administrator is "NAME", the new password "PASSWORD". …»
        var told = (await ControllerApi.ResetAdministratorAsync(_town.DataFolder, cancellationToken)).Split('"');
        await LoginAsync(page, told[1], told[3]);
        return told[3];
    }

    /// <summary>Logs in by the form.</summary>
    public async Task LoginAsync(IPage page, string name, string password)
    {
        await GoAsync(page, "login");
        await page.GetByLabel("账号").FillAsync(name);
        await page.GetByLabel("密码").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.WaitForURLAsync(address => !address.EndsWith("/login", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}
