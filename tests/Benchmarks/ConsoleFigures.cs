using System.Globalization;
using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Benchmarks;

/// <summary>
/// The console in a real browser: the first load of the calendar and a drag in a full week, at a controller whose gateways stand
/// elsewhere, as they do; and what fifty open pages cost a controller to which twelve gateways report.
/// </summary>
internal static class ConsoleFigures
{
    private const double KibiByte = 1024;
    private const double MebiByte = 1024 * 1024;
    private const int Entries = 200;
    // A controller runs for months: what it compiles for the first drags is no part of a drag.
    private const int WarmingDrags = 40;
    private const int Drags = 40;
    private const int FewPages = 10;
    private const int ManyPages = 50;
    private const string Title = "挪来挪去";

    // A village's 4G line.
    private const double LineBytesPerSecond = 1.6e6 / 8;
    private const double LineLatencyMs = 150;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(60);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken) =>
    [
        .. await WithTownAsync([], WeekRowsAsync, cancellationToken),
        .. await WithTownAsync(Place.All, PagesAsync, cancellationToken),
    ];

    private static async Task<IReadOnlyList<Row>> WithTownAsync(
        IReadOnlyList<Place> villages, Func<ConsoleBrowser, IBrowserContext, TownRunner, CancellationToken, Task<IReadOnlyList<Row>>> measure, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        try
        {
            await using var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, Villages = villages }, cancellationToken);
            await using var browser = await ConsoleBrowser.StartAsync(town);
            var context = await NewContextAsync(browser, null);
            var page = await context.NewPageAsync();
            await browser.LoginAsync(page, cancellationToken);
            await page.CloseAsync();
            return await measure(browser, context, town, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IBrowserContext> NewContextAsync(ConsoleBrowser browser, string? kept)
    {
        var context = await browser.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 }, StorageState = kept });
        await context.AddInitScriptAsync(scriptPath: Path.Combine(AppContext.BaseDirectory, "console-page.js"));
        return context;
    }

    private static async Task<IReadOnlyList<Row>> WeekRowsAsync(ConsoleBrowser browser, IBrowserContext context, TownRunner town, CancellationToken cancellationToken)
    {
        var monday = await FillAsync(town, cancellationToken);
        return
        [
            .. await LoadAsync(browser, await context.StorageStateAsync(), monday),
            .. await DragAsync(browser, context, monday, cancellationToken),
        ];
    }

    // Next week: nothing of it falls due meanwhile.
    private static async Task<DateOnly> FillAsync(TownRunner town, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetDirectoryName(town.DataFolder)!, "programme.wav");
        await Measuring.SpeakAsync(file, TimeSpan.FromSeconds(60), cancellationToken);
        var programme = (string)(await town.Api.ImportAsync(file, "宅基地", "law", cancellationToken))["id"]!;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), Zone).DateTime);
        var monday = today.AddDays(7 - (((int)today.DayOfWeek + 6) % 7));
        for (var entry = 0; entry < Entries; entry++)
        {
            await PlanAsync($"普法 {entry}", monday.AddDays(entry % 7), TimeOnly.MinValue.AddMinutes(360 + (entry / 7 * 30)));
        }

        await PlanAsync(Title, monday, new TimeOnly(6, 15));
        return monday;

        Task PlanAsync(string title, DateOnly day, TimeOnly at) => town.Api.PostAsync("/api/schedules", new
        {
            title,
            programmeId = programme,
            areas = new[] { Place.TownCode },
            kind = "dates",
            dates = new[] { day },
            startTime = at.ToString("HH:mm", CultureInfo.InvariantCulture),
        }, cancellationToken);
    }

    // A full week, as somebody sees it who comes for the first time and is logged in.
    private static async Task<IReadOnlyList<Row>> LoadAsync(ConsoleBrowser browser, string kept, DateOnly monday)
    {
        await using var context = await NewContextAsync(browser, kept);
        var page = await context.NewPageAsync();
        var wire = await context.NewCDPSessionAsync(page);
        double bytes = 0;
        wire.Event("Network.loadingFinished").OnEvent += (_, told) => bytes += told!.Value.GetProperty("encodedDataLength").GetDouble();
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = LineLatencyMs,
            ["downloadThroughput"] = LineBytesPerSecond,
            ["uploadThroughput"] = LineBytesPerSecond,
        });
        await browser.GoAsync(page, WeekOf(monday));
        await page.Locator("[data-ready]").First.WaitForAsync(new() { Timeout = 60_000 });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var painted = await page.EvaluateAsync<double>("() => globalThis.paintedMs");
        return
        [
            new Row("calendar, first load, on the wire", bytes / KibiByte, "KiB", 200),
            new Row("calendar, first load, its content painted, 1.6 Mbit/s and 150 ms", painted / 1000, "s", 2.5),
        ];
    }

    private static async Task<IReadOnlyList<Row>> DragAsync(ConsoleBrowser browser, IBrowserContext context, DateOnly monday, CancellationToken cancellationToken)
    {
        var page = await context.NewPageAsync();
        await browser.GoAsync(page, WeekOf(monday));
        await page.Locator("[data-ready]").First.WaitForAsync();
        var entries = await page.Locator(".calendar .slot").CountAsync();
        var drops = new List<double>();
        for (var drag = 0; drag < WarmingDrags + Drags; drag++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var day = monday.AddDays((drag + 1) % 7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await page.EvaluateAsync("([title, day]) => watchDrop(title, day)", new[] { Title, day });
            await DropAsync(page, day);
            drops.Add(await page.EvaluateAsync<double>("() => globalThis.dropMs"));
        }

        var marks = await page.EvaluateAsync<double[]>("() => globalThis.markMs");
        await page.CloseAsync();
        var warm = drops[WarmingDrags..];
        return
        [
            new Row($"drag among {entries} entries, hand to mark, {marks.Length} moves, p95", Measuring.Percentile(marks, 0.95), "ms", 150),
            new Row($"drag among {entries} entries, dropped to redrawn, the first one of a new controller", drops[0], "ms"),
            new Row($"drag among {entries} entries, dropped to redrawn, {warm.Count} drags after {WarmingDrags}, p50", Measuring.Percentile(warm, 0.5), "ms"),
            new Row($"drag among {entries} entries, dropped to redrawn, {warm.Count} drags after {WarmingDrags}, p95", Measuring.Percentile(warm, 0.95), "ms", 150),
        ];
    }

    private static string WeekOf(DateOnly monday) => $"week?from={monday:yyyy-MM-dd}";

    private static async Task DropAsync(IPage page, string day)
    {
        var slot = page.Locator(".slot", new() { HasText = Title });
        await slot.ScrollIntoViewIfNeededAsync();
        var from = (await slot.BoundingBoxAsync())!;
        var column = (await page.Locator($".day[data-day='{day}']").BoundingBoxAsync())!;
        var (x, y) = (column.X + (column.Width / 2), from.Y + 4);
        await page.Mouse.MoveAsync(from.X + 20, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(from.X + 26, y + 2, new() { Steps = 2 });
        for (var move = 0; move < 8 || !await page.Locator(".dropmark").IsVisibleAsync(); move++)
        {
            await page.Mouse.MoveAsync(x + (move % 2), y);
        }

        await page.Mouse.UpAsync();
    }

    private static async Task<IReadOnlyList<Row>> PagesAsync(ConsoleBrowser browser, IBrowserContext context, TownRunner town, CancellationToken cancellationToken)
    {
        var controller = town.Controller;
        await OpenAsync(0, FewPages);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var few = await SettledMemory.OfAsync(controller, cancellationToken);
        await OpenAsync(FewPages, ManyPages);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var processor = await Measuring.ProcessorPercentAsync(controller, Over, cancellationToken);
        var many = await SettledMemory.OfAsync(controller, cancellationToken);
        return
        [
            new Row($"controller, memory for each of {ManyPages} open pages", (many - few) / MebiByte / (ManyPages - FewPages), "MiB", 6),
            new Row($"controller, {ManyPages} open pages and {town.Gateways.Count} gateways reporting, processor", processor, "% of a core", 25),
        ];

        // What people have open: today and the week.
        async Task OpenAsync(int from, int to)
        {
            for (var number = from; number < to; number++)
            {
                var page = await context.NewPageAsync();
                await browser.GoAsync(page, number % 2 == 0 ? "" : "week");
                await page.Locator(".airbar__now[data-live]").WaitForAsync(new() { Timeout = 60_000 });
            }
        }
    }
}
