using System.Diagnostics;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>A browser whose microphone hears a spoken file over and over, and gives it to whoever asks.</summary>
public sealed class TalkingBrowser : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("talk-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var spoken = Path.Combine(_folder, "spoken.wav");
        using (var speech = Process.Start(new ProcessStartInfo("espeak-ng", ["-v", "cmn-latn-pinyin", "-a", "180", "-w", spoken, "各位村民请注意，明天上午停水，请提前存好水。"]))!)
        {
            await speech.WaitForExitAsync();
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(
            _playwright, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={spoken}");
    }

    /// <summary>A phone at the door of the host; <paramref name="script"/> runs before each page's own.</summary>
    internal async Task<WatchedPage> OpenPhoneAsync(TownHost host, string? script = null)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = 390, Height = 844 },
            Permissions = ["microphone"],
            Locale = "en-US",
            TimezoneId = "America/New_York",
        });
        if (script is not null)
        {
            await context.AddInitScriptAsync(script);
        }

        return new WatchedPage(await context.NewPageAsync(), host.Get<Listening>().Http);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
