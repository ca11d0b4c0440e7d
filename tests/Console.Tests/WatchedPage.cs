using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller;

/// <summary>A page of a reader far away in another zone and language; it fails when the page asks another host for anything or complains.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    // What Playwright writes in the place of a worker that a test has not asked for.
    private const string NoWorker = "Service Worker registration blocked by Playwright";

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly Uri _home;

    public WatchedPage(IPage page, Uri home)
    {
        (Page, _home) = (page, home);
        page.Console += (_, message) => Note(message.Type is "error" or "warning" && message.Text != NoWorker, $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.Request += (_, request) => Note(IsForeign(request.Url), $"asked {request.Url}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Status} for {response.Url}");
    }

    public IPage Page { get; }

    /// <summary>For a test that cuts the line itself.</summary>
    public bool ComplaintsAreExpected { get; set; }

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_home, path).ToString());

    /// <summary>Logs in as a person does, by the form.</summary>
    public async Task LoginAsync(string name, string password)
    {
        await GoAsync("/login");
        await Page.GetByLabel("账号").FillAsync(name);
        await Page.GetByLabel("密码").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Page.WaitForURLAsync(address => !address.EndsWith("/login", StringComparison.Ordinal));
    }

    /// <summary>Waits until the circuit is there: only then the page changes by itself.</summary>
    public async Task GoLiveAsync(string path)
    {
        await GoAsync(path);
        await Page.Locator(".airbar__now[data-live]").WaitForAsync();
    }

    public async Task PictureAsync(string name)
    {
        var folder = Path.Combine(Repository(), "artifacts", "pictures");
        Directory.CreateDirectory(folder);
        var options = new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled };
        try
        {
            await Page.ScreenshotAsync(options);
        }
        catch (PlaywrightException failed) when (failed.Message.Contains("captureScreenshot", StringComparison.Ordinal))
        {
            // A browser that has just drawn nothing on a busy machine has nothing to give; the next frame has.
            await Page.ScreenshotAsync(options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        Assert.True(ComplaintsAreExpected || _complaints.IsEmpty, string.Join('\n', _complaints));
    }

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "global.json")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }

    private bool IsForeign(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https" or "ws" or "wss") && address.Authority != _home.Authority;

    private void Note(bool matters, string complaint)
    {
        if (matters)
        {
            _complaints.Enqueue(complaint);
        }
    }
}
