using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Village;

/// <summary>A playlist and a daily column, written and planned at the console, on three days one after another.</summary>
public sealed class ThreeDaysTests(SpokenAudio spoken)
{
    // The controller, the gateways and what they have to fetch.
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(50);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_day_the_playlist_sounds_in_its_order_and_the_column_has_its_next_episode()
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-days-").FullName;
        var clock = new ShiftedClock();
        var settings = new TownSettings
        {
            Folder = folder,
            Villages = [Place.All[0], Place.All[1]],
            AgentEnvironment = _ => clock.Environment,
            ControllerEnvironment = () => clock.Environment,
        };
        await using (var town = await TownRunner.StartAsync(settings, Stop))
        {
            await town.Api.ImportAsync(spoken.Programme, "宅基地能不能卖", "law", Stop);
            await town.Api.ImportAsync(spoken.OtherProgramme, "挂断可疑电话", "fraud", Stop);
            var start = await PlanAsync(town);
            var (law, fraud) = (await SpokenAudio.SamplesOfAsync(spoken.Programme), await SpokenAudio.SamplesOfAsync(spoken.OtherProgramme));
            for (var day = 0; day < 3; day++)
            {
                var due = start.AddDays(day);
                if (day > 0)
                {
                    await BeginAgainAsync(town, clock, due - StartUp);
                }

                // After its last episode the column begins again.
                await Journey.AssertHeardAsync(town.Gateways[1], day == 1 ? fraud : law, due, clock.Ahead);
                await AssertOrderAsync(town.Gateways[0], fraud, law, due, clock);
                Assert.All(town.Gateways, gateway => Assert.Single(Directory.GetFiles(gateway.RecordingsFolder, "*.wav")));
            }
        }

        Quietly.Remove(folder);
    }

    private static async Task<DateTimeOffset> PlanAsync(TownRunner town)
    {
        await using var browser = await ConsoleBrowser.StartAsync(town);
        var page = await browser.Browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await browser.LoginAsync(page, Stop);
        await WriteAsync(browser, page, "playlists/new", "节目单的名字", "早间", "加一个节目", "挂断可疑电话", "宅基地能不能卖");
        await WriteAsync(browser, page, "columns/new", "栏目的名字", "每日普法", "加一期", "宅基地能不能卖", "挂断可疑电话");

        // As long as two plans may take, and then what every day has before it.
        var start = Journey.NextMinute(TimeSpan.FromSeconds(40));
        await PlanAsync(browser, page, "早间", town.Gateways[0].Place, start);
        await PlanAsync(browser, page, "每日普法", town.Gateways[1].Place, start);
        Assert.True(TimeProvider.System.GetUtcNow() < start, "the week was written too slowly for its own minute");
        return start;
    }

    private static async Task WriteAsync(ConsoleBrowser browser, IPage page, string path, string nameField, string name, string addField, params string[] titles)
    {
        await browser.GoLiveAsync(page, path);
        await page.GetByLabel(nameField).FillAsync(name);
        for (var index = 0; index < titles.Length; index++)
        {
            var choice = page.GetByLabel(addField);
            await choice.SelectOptionAsync(new SelectOptionValue { Label = await Journey.OptionAsync(choice, titles[index]) });
            await page.GetByRole(AriaRole.Button, new() { Name = "加进来" }).ClickAsync();
            await Assertions.Expect(page.Locator("[data-order] li")).ToHaveCountAsync(index + 1);
        }

        if (path.StartsWith("columns", StringComparison.Ordinal))
        {
            await page.GetByLabel("从头再播").CheckAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("保存好了。")).ToBeVisibleAsync();
    }

    private static async Task PlanAsync(ConsoleBrowser browser, IPage page, string content, Place place, DateTimeOffset start)
    {
        var local = TimeZoneInfo.ConvertTime(start, Journey.Zone);
        await Journey.OpenWeekAsync(browser, page, DateOnly.FromDateTime(local.DateTime));
        var dialog = await Journey.NewPlanAsync(page, content);
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "每天" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "全不选" }).ClickAsync();
        var box = dialog.GetByRole(AriaRole.Checkbox, new() { Name = place.Name, Exact = true });
        await Assertions.Expect(box).Not.ToBeCheckedAsync();
        await box.CheckAsync();
        await dialog.GetByLabel("几点").FillAsync($"{local:HH:mm}");
        await Assertions.Expect(dialog.Locator("[data-reads]")).ToContainTextAsync($"每天 {local:HH:mm}");
        await Journey.SaveAsync(dialog);
    }

    // The whole town is switched off with what was recorded, and on again when its clocks show another time.
    private static async Task BeginAgainAsync(TownRunner town, ShiftedClock clock, DateTimeOffset at)
    {
        foreach (var gateway in town.Gateways)
        {
            await gateway.DisposeAsync();
            Array.ForEach(Directory.GetFiles(gateway.RecordingsFolder), File.Delete);
        }

        await town.Controller.DisposeAsync();
        clock.Ahead = TimeSpan.FromSeconds(Math.Round((at - TimeProvider.System.GetUtcNow()).TotalSeconds));
        await town.StartControllerAsync(Stop);
        await town.StartGatewaysAsync(Stop);
    }

    private static async Task AssertOrderAsync(VillageGateway gateway, short[] first, short[] second, DateTimeOffset due, ShiftedClock clock)
    {
        var (_, line) = await Journey.RecordingAfterAsync(gateway, due - TimeSpan.FromSeconds(10), due - clock.Ahead + TimeSpan.FromSeconds(60));
        var (before, after) = (Listening.Align(first, line, line.Length), Listening.Align(second, line, line.Length));
        Assert.True(before.Correlation > 0.9 && after.Correlation > 0.9, $"{before} {after}");
        Assert.InRange(after.LagSamples - before.LagSamples, first.Length - WavFile.SampleRate, first.Length + WavFile.SampleRate);
    }
}
