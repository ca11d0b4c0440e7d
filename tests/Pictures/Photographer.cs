using System.Diagnostics;
using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Pictures;

/// <summary>Goes through the console of a town with a browser and keeps what it sees.</summary>
internal sealed class Photographer(TownRunner town, ConsoleBrowser console, string folder, string documents)
{
    private const string Person = "mawenjing";

    /// <summary>The pages in one sight; <paramref name="only"/> is the beginning of a name, or empty. Returns how many could not be taken: each is told.</summary>
    public async Task<int> TakeAsync(Sitters sitters, Sight sight, string password, string only, CancellationToken cancellationToken)
    {
        await using var context = await console.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = sight.Colours,
            ViewportSize = new() { Width = sight.Width, Height = sight.Height },
            DeviceScaleFactor = sight.Sharpness,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            Permissions = ["microphone"],
            ServiceWorkers = ServiceWorkerPolicy.Block,
        });
        var page = await context.NewPageAsync();
        await console.LoginAsync(page, Person, password);
        await sitters.PlayAsync(town, cancellationToken);
        await page.Locator(".airbar__live", new() { HasText = "正在播" }).WaitForAsync(new() { Timeout = 60_000 });
        var missed = 0;
        foreach (var shot in Album.Of(sitters).Where(shot => shot.Name.StartsWith(only, StringComparison.Ordinal)))
        {
            try
            {
                await TakeAsync(page, shot, sight, cancellationToken);
            }
            catch (Exception problem) when (problem is PlaywrightException or TimeoutException)
            {
                missed++;
                Console.WriteLine($"{shot.Name}-{sight.Name} could not be taken: {problem.Message.Split('\n')[0]}");
            }
        }

        return missed;
    }

    private async Task TakeAsync(IPage page, Shot shot, Sight sight, CancellationToken cancellationToken)
    {
        await (shot.Path == "offline" ? console.GoAsync(page, shot.Path) : console.GoLiveAsync(page, shot.Path));

        if (shot.Prepare is { } prepare)
        {
            await prepare(page);
        }

        await KeepAsync(page, shot, sight, cancellationToken);
    }

    /// <summary>Somebody who may use every page, made by the administrator; returns the password.</summary>
    public async Task<string> MakePersonAsync(CancellationToken cancellationToken)
    {
        await using var context = await console.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await console.LoginAsync(page, cancellationToken);
        var answer = await page.APIRequest.PostAsync(new Uri(town.Api.Address, "api/accounts").ToString(), new()
        {
            Headers = new Dictionary<string, string> { ["X-CSRF"] = "1" },
            DataObject = new { name = Person, displayName = "马文静", roles = new[] { "editor", "reviewer", "approver", "dutyOfficer", "technician", "administrator" } },
        });
        return answer.Ok
            ? (await answer.JsonAsync())!.Value.GetProperty("password").GetString()!
            : throw new TownException($"No account for the pictures: {await answer.TextAsync()}");
    }

    private async Task KeepAsync(IPage page, Shot shot, Sight sight, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, $"{shot.Name}-{sight.Name}.png");
        await page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });
        if (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") is var width && width > sight.Width)
        {
            Console.WriteLine($"{Path.GetFileName(file)}: is {width} pixels wide in a window of {sight.Width}.");
        }

        if (shot.Stands.Contains(sight))
        {
            // A third of the size of a PNG, and every browser of the last five years reads it.
            using var squeeze = Process.Start(new ProcessStartInfo("ffmpeg",
                ["-v", "error", "-y", "-i", file, "-c:v", "libwebp", "-quality", "82", "-compression_level", "6", Path.Combine(documents, $"{shot.Name}-{sight.Name}.webp")]))!;
            await squeeze.WaitForExitAsync(cancellationToken);
            if (squeeze.ExitCode != 0)
            {
                throw new TownException($"ffmpeg could not squeeze {file}.");
            }
        }
    }
}
