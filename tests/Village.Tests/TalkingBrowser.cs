using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Village;

/// <summary>A browser at the console of the twelve villages, whose microphone hears the long programme over and over.</summary>
public sealed class TalkingBrowser(SpokenAudio spoken, WholeTown whole) : IAsyncLifetime
{
    private ConsoleBrowser? _browser;
    private string? _password;

    internal ConsoleBrowser Console => _browser!;

    public async ValueTask InitializeAsync()
    {
        // Twelve gateways are on the machine, too.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await ConsoleBrowser.StartAsync(
            whole.Town, "--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            $"--use-file-for-fake-audio-capture={spoken.LongProgramme}");
    }

    public ValueTask DisposeAsync() => Console.DisposeAsync();

    /// <summary>A page of its own where the administrator has logged in.</summary>
    internal async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var page = await OpenAtTheDoorAsync(options);
        if (_password is null)
        {
            _password = await Console.LoginAsync(page, TestContext.Current.CancellationToken);
        }
        else
        {
            await Console.LoginAsync(page, "admin", _password);
        }

        return page;
    }

    /// <summary>A page of its own where somebody with that name and password has logged in.</summary>
    internal async Task<IPage> OpenAsync(string name, string password, BrowserNewContextOptions? options = null)
    {
        var page = await OpenAtTheDoorAsync(options);
        await Console.LoginAsync(page, name, password);
        return page;
    }

    private async Task<IPage> OpenAtTheDoorAsync(BrowserNewContextOptions? options)
    {
        var context = await Console.Browser.NewContextAsync(options ?? new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }
}
