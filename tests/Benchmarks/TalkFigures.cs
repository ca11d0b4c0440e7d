using System.Runtime.InteropServices;
using System.Text.Json;
using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Benchmarks;

/// <summary>
/// From the mouth to the loudspeaker: a browser whose microphone hears a spoken file, the real page, controller and agent, and
/// what the village's line carried, compared second by second with what the microphone gave.
/// </summary>
internal static class TalkFigures
{
    private const int Talks = 4;
    private const int PieceSamples = 960;

    // Of silence nobody can say when it was.
    private const double Alike = 0.7;

    private static readonly TimeSpan Spoken = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan RecordedWithin = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-bench-").FullName;
        try
        {
            var file = Path.Combine(folder, "microphone.wav");
            await Measuring.SpeakAsync(file, Spoken + Spoken, cancellationToken);
            await using var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, Villages = [Place.All[0]] }, cancellationToken);
            var delays = await TalkAsync(town, file, cancellationToken);
            return
            [
                new Row($"live talk, mouth to loudspeaker, {delays.Count} seconds of {Talks} talks, p50", Measuring.Percentile(delays, 0.5), "ms", 400),
                new Row("live talk, mouth to loudspeaker, p95", Measuring.Percentile(delays, 0.95), "ms", 800),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<double>> TalkAsync(TownRunner town, string microphone, CancellationToken cancellationToken)
    {
        await using var browser = await ConsoleBrowser.StartAsync(
            town, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--use-file-for-fake-audio-capture={microphone}");
        var context = await browser.Browser.NewContextAsync(new BrowserNewContextOptions { Permissions = ["microphone"], ViewportSize = new() { Width = 390, Height = 844 } });
        await context.AddInitScriptAsync(scriptPath: Path.Combine(AppContext.BaseDirectory, "talk-page.js"));
        var page = await context.NewPageAsync();
        await browser.LoginAsync(page, cancellationToken);
        await browser.GoAsync(page, "talk");
        await page.Locator("[data-pick='village'] label", new() { HasText = town.Gateways[0].Place.Name }).First.ClickAsync();
        await page.Locator("[data-mic-open]").ClickAsync();
        var delays = new List<double>();
        for (var talk = 0; talk < Talks; talk++)
        {
            delays.AddRange(await TalkOnceAsync(town, page, cancellationToken));
        }

        return delays;
    }

    private static async Task<IEnumerable<double>> TalkOnceAsync(TownRunner town, IPage page, CancellationToken cancellationToken)
    {
        await page.Locator("[data-latch]").ClickAsync();
        await page.Locator(".is-speaking").WaitForAsync(new() { Timeout = 20_000 });
        await page.EvaluateAsync("() => takeHeard().at.length");
        await Task.Delay(Spoken, TimeProvider.System, cancellationToken);
        var heard = await page.EvaluateAsync<JsonElement>("() => takeHeard()");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-said-more]", new() { HasTextRegex = new("节目库|没有存") }).WaitForAsync(new() { Timeout = 60_000 });
        var id = (Guid)(await town.Api.GetListAsync("/api/broadcasts", cancellationToken))[0]!["id"]!;
        var (openedAt, line) = await RecordingAsync(town.Gateways[0], id, cancellationToken);
        return Delays(heard, openedAt, line);
    }

    private static async Task<(DateTimeOffset OpenedAt, short[] Samples)> RecordingAsync(VillageGateway gateway, Guid broadcast, CancellationToken cancellationToken)
    {
        var facts = Path.Combine(gateway.RecordingsFolder, $"{broadcast:N}.json");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RecordedWithin);
        while (!File.Exists(facts))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(facts, cancellationToken));
        return (document.RootElement.GetProperty("firstSampleAt").GetDateTimeOffset(), WavFile.Read(Path.ChangeExtension(facts, ".wav")));
    }

    // The pieces are 20 ms apart at the microphone, however the page was held up: the earliest of them tells when all were spoken.
    private static IEnumerable<double> Delays(JsonElement heard, DateTimeOffset openedAt, short[] line)
    {
        var numbers = heard.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt32()).ToArray();
        var at = heard.GetProperty("at").EnumerateArray().Select(instant => instant.GetDouble()).ToArray();
        var said = MemoryMarshal.Cast<byte, short>(Convert.FromBase64String(heard.GetProperty("pcm").GetString()!)).ToArray();
        var mouthMs = numbers.Zip(at, (number, instant) => instant - (number - numbers[0] + 1) * 20.0).Min();
        var openedMs = (openedAt - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        var reach = (int)(Latest.TotalSeconds * WavFile.SampleRate);
        for (var second = 0; (second + 1) * WavFile.SampleRate <= said.Length; second++)
        {
            var from = (int)((mouthMs + (numbers[second * WavFile.SampleRate / PieceSamples] - numbers[0]) * 20.0 - openedMs) / 1000 * WavFile.SampleRate);
            if (from < 0 || from + WavFile.SampleRate + reach > line.Length)
            {
                continue;
            }

            var match = Listening.Align(said.AsSpan(second * WavFile.SampleRate, WavFile.SampleRate), line.AsSpan(from, WavFile.SampleRate + reach), reach);
            if (match.Correlation >= Alike)
            {
                yield return match.LagSamples * 1000.0 / WavFile.SampleRate;
            }
        }
    }
}
