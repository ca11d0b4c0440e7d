using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Library;

public sealed class SpeakTests(Browser browser, Workshop workshop) : IClassFixture<Workshop>
{
    private const string Text = "各位村民，睡前要看火。";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_misread_word_is_put_right_on_the_spot_and_what_is_kept_sounds_otherwise()
    {
        await using var host = new TownHost();
        var heard = workshop.Path("heard.txt");
        host.Settings["Speech:EspeakPath"] = await ListeningVoiceAsync(heard);
        var before = (await host.Get<ProgrammeLibrary>().SpeakAsync(Text, "念错的", Category.Emergency, Cancellation)).Programme;
        Assert.DoesNotContain("kan1", await File.ReadAllTextAsync(heard, Cancellation), StringComparison.Ordinal);

        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/library/speak");
        var text = page.Page.GetByLabel("要念的字");
        await text.FillAsync(Text);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "先听一遍" }).ClickAsync();
        await page.Page.Locator("form[data-heard='1']").WaitForAsync(new() { Timeout = 30_000 });

        // 看火 are the eighth and ninth characters.
        await text.PressAsync("Control+Home");
        await StepAsync(text, "ArrowRight", 8);
        await StepAsync(text, "Shift+ArrowRight", 2);
        await Assertions.Expect(page.Page.GetByText("“看火”改成")).ToBeVisibleAsync();
        await page.Page.GetByLabel("拼音").FillAsync("kan huo");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "改了再听" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("拼音不对")).ToBeVisibleAsync();
        await page.Page.GetByLabel("拼音").FillAsync("kān huǒ");
        await page.PictureAsync("library-speak-fix");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "改了再听" }).ClickAsync();
        await page.Page.Locator("form[data-heard='2']").WaitForAsync(new() { Timeout = 30_000 });
        Assert.Contains("睡前要kan1 huo3", await File.ReadAllTextAsync(heard, Cancellation), StringComparison.Ordinal);

        await page.Page.GetByLabel("节目名").FillAsync("防一氧化碳");
        await page.Page.GetByLabel("分类").SelectOptionAsync("应急");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存成节目" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("存好了，已经是节目。")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var kept = (await host.GetAsync<List<ProgrammeView>>("/api/programmes")).Single(programme => programme.Title == "防一氧化碳");
        Assert.Equal((Text, Category.Emergency), (kept.Text, kept.Category));
        Assert.NotEqual(before.ContentHash, kept.ContentHash);
        Assert.Equal("kan1 huo3", Assert.Single(await host.GetAsync<List<LexiconView>>("/api/lexicon")).Pinyin);
        page.ComplaintsAreExpected = true;
    }

    [Fact]
    public async Task Without_script_a_text_is_kept_and_nothing_is_lost_when_the_title_is_taken()
    {
        await using var host = new TownHost();
        await host.Get<ProgrammeLibrary>().SpeakAsync("别的话", "停水通知", Category.Notice, Cancellation);
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/library/speak");
        await page.Page.GetByLabel("要念的字").FillAsync(Text);
        await page.Page.GetByLabel("声音").SelectOptionAsync("女声");
        await page.Page.GetByLabel("快慢").SelectOptionAsync("稍慢");
        await page.Page.GetByLabel("节目名").FillAsync("停水通知");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存成节目" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("已经有叫“停水通知”的了");
        await Assertions.Expect(page.Page.GetByLabel("要念的字")).ToHaveValueAsync(Text);
        await Assertions.Expect(page.Page.GetByLabel("快慢")).ToHaveValueAsync("90");
        await page.Page.GetByLabel("节目名").FillAsync("看火通知");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存成节目" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("存好了，已经是节目。")).ToBeVisibleAsync();
        var kept = (await host.GetAsync<List<ProgrammeView>>("/api/programmes")).Single(programme => programme.Title == "看火通知");
        Assert.Equal(("female", 90), (kept.Voice, kept.SpeedPercent));
    }

    [Fact]
    public async Task A_changed_text_is_a_new_version_and_a_word_can_be_dropped_from_the_lexicon()
    {
        await using var host = new TownHost();
        var first = (await host.Get<ProgrammeLibrary>().SpeakAsync(Text, "看火", Category.Notice, Cancellation)).Programme;
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/library/words");
        await page.Page.GetByLabel("词，").FillAsync("看火");
        await page.Page.GetByLabel("拼音，").FillAsync("kan1huo3");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Cell, new() { Name = "kān huǒ" })).ToBeVisibleAsync();

        await page.GoAsync($"/library/speak?of={first.Id}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存成新的一版" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("第 2 版，现在的")).ToBeVisibleAsync();
        Assert.NotEqual(first.ContentHash, (await host.GetAsync<ProgrammeView>($"/api/programmes/{first.Id}")).ContentHash);

        await page.GoAsync("/library/words");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "去掉“看火”" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("还没有改过的词")).ToBeVisibleAsync();
    }

    // The voice itself, with somebody who writes down what it is given.
    private async Task<string> ListeningVoiceAsync(string heard)
    {
        var script = workshop.Path("voice.sh");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\ntee -a {heard} | espeak-ng \"$@\"\n", Cancellation);
        await Workshop.RunAsync("chmod", ["+x", script]);
        return script;
    }

    private static async Task StepAsync(ILocator field, string key, int times)
    {
        for (var step = 0; step < times; step++)
        {
            await field.PressAsync(key);
        }
    }
}
