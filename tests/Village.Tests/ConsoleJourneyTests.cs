using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Village;

/// <summary>What the town's people do at the console, by clicks, and what the villages' loudspeaker lines carried of it.</summary>
[Collection(AllTwelve.Name)]
public sealed class ConsoleJourneyTests(SpokenAudio spoken, WholeTown whole, TalkingBrowser people) : IClassFixture<TalkingBrowser>
{
    // The browser's own cleaning of what a microphone hears changes it.
    private const double AlikeBehindMicrophone = 0.5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task What_is_uploaded_heard_by_three_and_planned_for_each_working_day_sounds_in_the_chosen_villages_at_its_time()
    {
        var (first, second) = (Place.All[4], Place.All[7]);
        await MakeTodayAWorkingDayAsync();
        var admin = await people.OpenAsync();
        var passwords = await Journey.MakePeopleAsync(people.Console, admin, ("陈芳", "编辑"), ("刘振华", "审核"), ("周海英", "审批"));

        // As by the button in the list, which opens the same chooser.
        var editor = await people.OpenAsync("陈芳", passwords["陈芳"]);
        await people.Console.GoLiveAsync(editor, "library");
        await editor.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "宅基地能不能卖.wav", MimeType = "audio/wav", Buffer = await File.ReadAllBytesAsync(spoken.Programme, Stop) });
        await Expect(editor.Locator("#programmes tr", new() { HasText = "宅基地能不能卖" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await PassAsync(editor, "宅基地能不能卖", "听过了，交审");
        await PassAsync(await people.OpenAsync("刘振华", passwords["刘振华"]), "宅基地能不能卖", "通过，交终审");
        await PassAsync(await people.OpenAsync("周海英", passwords["周海英"]), "宅基地能不能卖", "通过，可以播");

        await people.Console.GoLiveAsync(editor, "week");
        var dialog = await Journey.NewPlanAsync(editor, "宅基地能不能卖");
        await dialog.GetByLabel("全镇 12 个村").UncheckAsync();
        var firstBox = dialog.GetByRole(AriaRole.Checkbox, new() { Name = first.Name, Exact = true });
        await Expect(firstBox).Not.ToBeCheckedAsync();
        await firstBox.CheckAsync();
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = second.Name, Exact = true }).CheckAsync();
        var start = Journey.NextMinute(TimeSpan.FromSeconds(35));
        await dialog.GetByLabel("几点").FillAsync(TimeZoneInfo.ConvertTime(start, Journey.Zone).ToString("HH:mm", null));
        await dialog.GetByLabel("从哪天起").FillAsync("");
        await Expect(dialog.Locator("[data-reads]")).ToContainTextAsync("每个工作日");
        var before = await Journey.PinsAsync(whole.Town);
        await Journey.SaveAsync(dialog);

        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        var heard = whole.Town.Gateways.Where(gateway => gateway.Place == first || gateway.Place == second).ToList();
        foreach (var gateway in heard)
        {
            await Journey.AssertHeardAsync(gateway, source, start);
        }

        await Journey.AssertSilentAsync(whole.Town, before, heard);
    }

    [Fact]
    public async Task What_is_moved_made_longer_copied_deleted_and_taken_back_in_the_week_is_what_the_villages_hear()
    {
        const string Title = "明天的通知";
        var (moved, backAgain, left) = (Place.All[5], Place.All[8], Place.All[9]);
        var programme = await whole.Town.Api.ImportAsync(spoken.Programme, Title, "notice", Stop);
        var tomorrow = Journey.Today.AddDays(1);
        await whole.Town.Api.PostAsync("/api/schedules", new
        {
            title = Title,
            programmeId = (string)programme["id"]!,
            areas = new[] { moved.Code },
            kind = "dates",
            dates = new[] { tomorrow },
            startTime = "12:00",
        }, Stop);
        var page = await people.OpenAsync();
        await Journey.OpenWeekAsync(people.Console, page, tomorrow);
        var before = await Journey.PinsAsync(whole.Town);

        // Tomorrow's is moved to the next minute, which has to be today's or tomorrow's first.
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Journey.PickAsync(page, Title, "12:00", "编辑");
        var start = Journey.NextMinute(TimeSpan.FromSeconds(75));
        var local = TimeZoneInfo.ConvertTime(start, Journey.Zone);
        if (DateOnly.FromDateTime(local.DateTime) != tomorrow)
        {
            await dialog.Locator(".plan__dates button").ClickAsync();
            await dialog.GetByLabel("加一个日子").FillAsync($"{local:yyyy-MM-dd}");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "加上" }).ClickAsync();
        }

        await dialog.GetByLabel("几点").FillAsync($"{local:HH:mm}");
        await dialog.GetByLabel("播几遍").FillAsync("2");
        await Journey.SaveAsync(dialog);

        // Each copy for another village at the same minute; the first is deleted for good, the second only for a moment.
        await Journey.OpenWeekAsync(people.Console, page, DateOnly.FromDateTime(local.DateTime));
        foreach (var (place, title) in new[] { (left, "删掉的"), (backAgain, "撤销的") })
        {
            await Journey.PickAsync(page, Title, $"{local:HH:mm}", "复制");
            await dialog.GetByLabel("名称").FillAsync(title);
            await dialog.GetByLabel("几点").FillAsync($"{local:HH:mm}");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "全不选" }).ClickAsync();
            await Expect(dialog.GetByRole(AriaRole.Checkbox, new() { Name = moved.Name, Exact = true })).Not.ToBeCheckedAsync();
            await dialog.GetByRole(AriaRole.Checkbox, new() { Name = place.Name, Exact = true }).CheckAsync();
            await Journey.SaveAsync(dialog);
            await Journey.PickAsync(page, title, $"{local:HH:mm}", "删除");
            await dialog.Locator(".plan__sure").GetByRole(AriaRole.Button, new() { Name = "删除" }).ClickAsync();
            await Expect(dialog).ToHaveCountAsync(0);
        }

        await page.GetByRole(AriaRole.Status).GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();
        await Expect(page.GetByText("撤销了：删了《撤销的》")).ToBeVisibleAsync();
        Assert.True(TimeProvider.System.GetUtcNow() < start, "the week was written too slowly for its own minute");

        // What was made longer is heard twice, one play right after the other.
        var source = await SpokenAudio.SamplesOfAsync(spoken.Programme);
        var heard = whole.Town.Gateways.Where(gateway => gateway.Place == moved || gateway.Place == backAgain).ToList();
        foreach (var gateway in heard)
        {
            await Journey.AssertHeardAsync(gateway, [.. source, .. source], start);
        }

        await Journey.AssertSilentAsync(whole.Town, before, heard);
    }

    [Fact]
    public async Task A_misread_word_that_is_put_right_on_the_spot_is_heard_as_it_was_put_right()
    {
        const string Text = "各位村民，睡前要看火。";
        var gateway = whole.Town.Gateways[10];
        var misread = await whole.Town.Api.SpeakAsync("念错的", "notice", Text, Stop);
        var page = await people.OpenAsync();
        await people.Console.GoLiveAsync(page, "library/speak");
        var text = page.GetByLabel("要念的字");
        await text.FillAsync(Text);
        await page.GetByRole(AriaRole.Button, new() { Name = "先听一遍" }).ClickAsync();
        await page.Locator("form[data-heard='1']").WaitForAsync();

        // 看火 are the eighth and ninth characters.
        await text.PressAsync("Control+Home");
        await PressAsync(text, "ArrowRight", 8);
        await PressAsync(text, "Shift+ArrowRight", 2);
        await page.GetByLabel("拼音").FillAsync("kān huǒ");
        await page.GetByRole(AriaRole.Button, new() { Name = "改了再听" }).ClickAsync();
        await page.Locator("form[data-heard='2']").WaitForAsync();
        await page.GetByLabel("节目名").FillAsync("睡前看火");
        await page.GetByLabel("分类").SelectOptionAsync("应急");
        await page.GetByRole(AriaRole.Button, new() { Name = "存成节目" }).ClickAsync();
        await Expect(page.GetByText("存好了，已经是节目。")).ToBeVisibleAsync();

        var kept = (await whole.Town.Api.GetListAsync("/api/programmes", Stop)).Single(programme => (string?)programme!["title"] == "睡前看火")!;
        await whole.Town.Api.ApproveAsync((string)kept["id"]!, Stop);
        var orderedAt = TimeProvider.System.GetUtcNow();
        await whole.Town.Api.PostAsync("/api/broadcasts", new { programmeId = (string)kept["id"]!, areas = new[] { gateway.Place.Code } }, Stop);
        var (_, line) = await Journey.RecordingAfterAsync(gateway, orderedAt, orderedAt + TimeSpan.FromSeconds(60));
        var right = Listening.Align(await SamplesAsync(kept), line, line.Length);
        var wrong = Listening.Align(await SamplesAsync(misread), line, line.Length);
        Assert.True(right.Correlation >= 0.95 && wrong.Correlation < 0.9, $"as it was put right: {right}; as it was misread: {wrong}");
    }

    [Fact]
    public async Task Stop_without_script_and_without_a_circuit_makes_every_village_silent()
    {
        var programme = await whole.Town.Api.ImportAsync(spoken.LongProgramme, "停止用的", "notice", Stop);
        var started = await whole.Town.Api.PostAsync("/api/broadcasts", new { programmeId = (string)programme["id"]!, areas = new[] { Place.TownCode } }, Stop);
        var page = await people.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await DueSchedule.UntilAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60), async () => (await StatesAsync(started)).All(state => state == "sounding"), "not every village sounds", Stop);

        await people.Console.GoAsync(page, "");
        await page.GetByText("停止", new() { Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "停止全部日常播出" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("已经下达停止");

        var stoppedAt = TimeProvider.System.GetUtcNow();
        foreach (var gateway in whole.Town.Gateways)
        {
            await DueSchedule.UntilAsync(stoppedAt + TimeSpan.FromSeconds(10), async () => (await gateway.ReadPinsAsync(Stop))[^1].Relays == 0, $"the amplifier of {gateway.Place.Name} stays on", Stop);
            var off = DateTimeOffset.FromUnixTimeMilliseconds((long)(await gateway.ReadPinsAsync(Stop))[^1].UtcMs);
            Assert.True(off < stoppedAt + TimeSpan.FromSeconds(5), $"{gateway.Place.Name} went off {off - stoppedAt} after the stop");
        }

        var lengths = whole.Town.Gateways.Select(gateway => WavFile.Read(Path.Combine(gateway.RecordingsFolder, $"{(Guid)started["id"]!:N}.wav")).Length).ToList();
        var wholeLength = (await SpokenAudio.SamplesOfAsync(spoken.LongProgramme)).Length;
        Assert.All(lengths, length => Assert.True(length < wholeLength, "a village sounded the whole of it"));
    }

    [Fact]
    public async Task A_talk_from_a_phone_is_heard_in_one_commune_and_the_neighbour_is_silent()
    {
        var village = whole.Town.Gateways[2];
        var page = await people.OpenAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, Permissions = ["microphone"] });
        await people.Console.GoLiveAsync(page, "talk");
        await page.GetByRole(AriaRole.Button, new() { Name = "选社" }).ClickAsync();
        await page.GetByLabel("哪个村").SelectOptionAsync(new SelectOptionValue { Label = village.Place.Name });
        await page.Locator($"[data-communes='{village.Place.Code}'] input").First.CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "打开话筒试音" }).ClickAsync();
        var before = await Journey.PinsAsync(whole.Town);
        var pressedAt = TimeProvider.System.GetUtcNow();
        await page.Locator("[data-latch]").ClickAsync();
        await page.Locator(".is-speaking").WaitForAsync();
        await Expect(page.Locator($"[data-gateway='{village.Id}']").First).ToContainTextAsync("在响");
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, Stop);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-said]")).ToContainTextAsync("录音存进了节目库");

        var (_, line) = await Journey.RecordingAfterAsync(village, pressedAt, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20));
        var alike = AlikeOf(await SpokenAudio.SamplesOfAsync(spoken.LongProgramme), line);
        Assert.True(alike.Count(each => each >= AlikeBehindMicrophone) * 2 > alike.Count, $"what was said is not what sounded: {string.Join(' ', alike.Select(each => $"{each:0.00}"))}");
        var pins = (await village.ReadPinsAsync(Stop)).Skip(before[village.Id]).ToList();
        Assert.Contains(pins, change => change.Relays == 0b11);
        Assert.DoesNotContain(pins, change => (change.Relays & ~0b11) != 0);
        await Journey.AssertSilentAsync(whole.Town, before, village);
    }

    private static async Task PressAsync(ILocator field, string key, int times)
    {
        for (var time = 0; time < times; time++)
        {
            await field.PressAsync(key);
        }
    }

    private async Task<short[]> SamplesAsync(System.Text.Json.Nodes.JsonNode programme)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".opus");
        try
        {
            await File.WriteAllBytesAsync(file, await whole.Town.Api.AudioAsync((string)programme["id"]!, Stop), Stop);
            return await SpokenAudio.SamplesOfAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Each half second of the last eight that carries a voice, found anywhere in what the microphone heard over and over: the browser
    // cleans what it hears, and a buffer that grows on a busy machine moves one half second against the next. A voice is known by what
    // is below 4 kHz.
    private static List<double> AlikeOf(short[] spoken, short[] line)
    {
        const int Thinned = 6;
        const int Length = WavFile.SampleRate / Thinned / 2;
        const int Quiet = 300;
        var (heard, sounded) = (Thin([.. spoken, .. spoken], Thinned), Thin(line, Thinned));
        var pieces = Enumerable.Range(2, 14).Select(piece => sounded.AsSpan(sounded.Length - (piece * Length), Length).ToArray())
            .Where(piece => Math.Sqrt(piece.Average(sample => (double)sample * sample)) > Quiet).ToList();
        Assert.True(pieces.Count >= 4, "hardly anything sounded");
        return [.. pieces.Select(piece => Listening.Align(piece, heard, heard.Length).Correlation)];
    }

    private static short[] Thin(short[] samples, int each) => [.. samples.Chunk(each).Select(chunk => (short)chunk.Average(sample => sample))];

    private async Task MakeTodayAWorkingDayAsync() => await whole.Town.Api.PostAsync(
        "/api/schedules/days", new { kind = "workday", name = "调休上班", first = Journey.Today }, Stop);

    private async Task PassAsync(IPage page, string title, string button)
    {
        await people.Console.GoAsync(page, "review");
        await page.GetByRole(AriaRole.Link, new() { Name = title }).First.ClickAsync();
        await page.GetByLabel("播放位置").PressAsync("End");
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "结果" })).ToContainTextAsync(title);
    }

    private async Task<IEnumerable<string?>> StatesAsync(System.Text.Json.Nodes.JsonObject broadcast) =>
        (await whole.Town.Api.GetAsync($"/api/broadcasts/{broadcast["id"]}", Stop))["playbacks"]!.AsArray().Select(playback => (string?)playback!["state"]);
}
