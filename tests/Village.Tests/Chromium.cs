using Microsoft.Playwright;

namespace CloudBroadcast.Town;

/// <summary>
/// The browser of every test, picture and figure: Debian's Chromium in its shell without windows, which draws the same and costs a
/// quarter of the processor; another one by the environment's CHROMIUM.
/// </summary>
internal static class Chromium
{
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, params string[] arguments) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium-headless-shell",

            // Chromium refuses its sandbox to root, and containers run as root.
            Args = ["--no-sandbox", "--font-render-hinting=none", .. arguments],
        });
}
