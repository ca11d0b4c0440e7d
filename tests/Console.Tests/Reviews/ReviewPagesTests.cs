using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Operators;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Reviews;

public sealed class ReviewPagesTests(Browser browser, ReviewTown town) : IClassFixture<ReviewTown>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Editor_reviewer_and_approver_each_hear_it_to_the_end_and_the_third_lets_it_on_air()
    {
        var programme = await town.ToneAsync("养老诈骗专题");

        // By moving the slider to its end with the keyboard.
        await using (var editor = await town.OpenAsync(browser, "陈芳", null, Role.Editor))
        {
            await editor.GoAsync("/review");
            await editor.Page.GetByRole(AriaRole.Link, new() { Name = programme.Title }).ClickAsync();
            var pass = Pass(editor, "听过了，交审");
            await Assertions.Expect(pass).ToBeDisabledAsync();
            await Assertions.Expect(editor.Page.Locator("[data-review-left]")).ToContainTextAsync("还差 00:0");
            await editor.Page.GetByLabel("播放位置").PressAsync("End");
            await Assertions.Expect(pass).ToBeEnabledAsync();
            await pass.ClickAsync();
            await Assertions.Expect(Outcome(editor)).ToContainTextAsync($"《{programme.Title}》交上去了");
        }

        // By playing it.
        await using (var reviewer = await town.OpenAsync(browser, "刘振华", null, Role.Reviewer))
        {
            await reviewer.GoAsync("/review");
            await Assertions.Expect(reviewer.Page.Locator(".rail__review .count")).ToBeVisibleAsync();
            await reviewer.Page.GetByRole(AriaRole.Link, new() { Name = programme.Title }).ClickAsync();
            var pass = Pass(reviewer, "通过，交终审");
            await Assertions.Expect(pass).ToBeDisabledAsync();
            await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "播放" }).ClickAsync();
            await Assertions.Expect(pass).ToBeEnabledAsync(new() { Timeout = 20000 });
            await pass.ClickAsync();
            await Assertions.Expect(Outcome(reviewer)).ToContainTextAsync($"《{programme.Title}》通过了");
        }

        // Without script: the tick says it, and is kept as that.
        await using (var approver = await town.OpenAsync(browser, "周海英", new BrowserNewContextOptions { JavaScriptEnabled = false }, Role.Approver))
        {
            await approver.GoAsync($"/review/{programme.Id}");
            await approver.Page.GetByLabel("我已听完").CheckAsync();
            await approver.Page.GetByRole(AriaRole.Textbox, new() { Name = "意见" }).FillAsync("可以");
            await Pass(approver, "通过，可以播").ClickAsync();
            await Assertions.Expect(Outcome(approver)).ToContainTextAsync("到时间就播");
        }

        var standing = await town.StandingAsync(programme);
        Assert.True(standing.IsApproved);
        Assert.Equal(
            [(ReviewStep.Submission, "陈芳", Hearing.Played), (ReviewStep.Review, "刘振华", Hearing.Played), (ReviewStep.Approval, "周海英", Hearing.Declared)],
            standing.Marks.Skip(1).Select(mark => (mark.Step, mark.Who, mark.Heard)));
    }

    [Fact]
    public async Task A_return_needs_a_remark_which_the_editor_reads_and_answers()
    {
        var programme = await town.ToneAsync("村民大会通知");
        await town.TakeAsync(programme, ReviewStep.Submission, "陈芳");
        await using (var reviewer = await town.OpenAsync(browser, "刘振华", null, Role.Reviewer))
        {
            await reviewer.GoAsync($"/review/{programme.Id}");
            await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "退回给陈芳" }).ClickAsync();
            await Assertions.Expect(reviewer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("写清楚改哪里");
            await reviewer.Page.GetByRole(AriaRole.Textbox, new() { Name = "意见" }).FillAsync("“一二〇”读成“一百二十”");
            await reviewer.Page.GetByRole(AriaRole.Button, new() { Name = "退回给陈芳" }).ClickAsync();
            await Assertions.Expect(Outcome(reviewer)).ToContainTextAsync("退回了");
        }

        await using var editor = await town.OpenAsync(browser, "马文静", null, Role.Editor);
        await editor.GoAsync("/review");
        await Assertions.Expect(editor.Page.Locator("section[aria-labelledby=returned]")).ToContainTextAsync("刘振华：““一二〇”读成“一百二十””");
        await editor.Page.GetByRole(AriaRole.Link, new() { Name = programme.Title }).ClickAsync();
        await editor.PictureAsync("review-returned");
        await editor.Page.GetByLabel("播放位置").PressAsync("End");
        await Pass(editor, "听过了，交审").ClickAsync();
        await Outcome(editor).WaitForAsync();
        Assert.Equal((ReviewState.AwaitsReview, 2), ((await town.StandingAsync(programme)).State, (await town.StandingAsync(programme)).Round));
    }

    [Fact]
    public async Task Who_has_handed_it_in_gets_no_buttons_and_a_post_by_hand_is_refused()
    {
        var programme = await town.ToneAsync("秋冬雾天行车");
        await using var both = await town.OpenAsync(browser, "陈芳", null, Role.Editor, Role.Reviewer, Role.Approver);
        await both.GoAsync($"/review/{programme.Id}");
        await both.Page.GetByLabel("播放位置").PressAsync("End");
        await Pass(both, "听过了，交审").ClickAsync();
        await Outcome(both).WaitForAsync();
        await both.GoAsync($"/review/{programme.Id}");
        await Assertions.Expect(both.Page.Locator("form[data-review]")).ToHaveCountAsync(0);
        await Assertions.Expect(both.Page.GetByText("要请别人来审")).ToBeVisibleAsync();
        Assert.Equal(403, await PostAsync(both, programme, "review"));

        // Somebody else reviews it, and may not approve it on top.
        await using var other = await town.OpenAsync(browser, "刘振华", null, Role.Reviewer, Role.Approver);
        await other.GoAsync($"/review/{programme.Id}");
        await other.Page.GetByLabel("播放位置").PressAsync("End");
        await Pass(other, "通过，交终审").ClickAsync();
        await Outcome(other).WaitForAsync();
        await other.GoAsync($"/review/{programme.Id}");
        await Assertions.Expect(other.Page.GetByText("一个人只审一步")).ToBeVisibleAsync();
        await Assertions.Expect(other.Page.Locator("form[data-review]")).ToHaveCountAsync(0);
        Assert.Equal(403, await PostAsync(other, programme, "approve"));
        Assert.Equal(ReviewState.AwaitsApproval, (await town.StandingAsync(programme)).State);
    }

    [Fact]
    public async Task What_is_edited_while_somebody_listens_is_not_passed_and_begins_anew()
    {
        var programme = await town.ToneAsync("反诈提醒");
        var audio = await town.ToneAsync("反诈提醒新录");
        await town.TakeAsync(programme, ReviewStep.Submission, "陈芳");
        await using var reviewer = await town.OpenAsync(browser, "刘振华", null, Role.Reviewer);
        await reviewer.GoAsync($"/review/{programme.Id}");
        await reviewer.Page.GetByRole(AriaRole.Textbox, new() { Name = "意见" }).FillAsync("写了一半");
        await reviewer.Page.GetByLabel("播放位置").PressAsync("End");
        await using (var database = town.Host.OpenDatabase())
        {
            await database.Programmes.Where(known => known.Id == programme.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(known => known.ContentHash, audio.ContentHash), Stop);
        }

        await Pass(reviewer, "通过，交终审").ClickAsync();
        await Assertions.Expect(reviewer.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("声音换了新的一版");
        await Assertions.Expect(reviewer.Page.GetByText("你写的还在：写了一半")).ToBeVisibleAsync();
        Assert.Equal(ReviewState.Draft, (await town.StandingAsync((await town.Host.Get<ProgrammeLibrary>().FindAsync(programme.Id, Stop))!)).State);
    }

    [Fact]
    public async Task What_will_not_sound_tomorrow_stands_on_today_and_in_the_week()
    {
        await using var own = new TownHost { Settings = { ["Library:ReviewSteps"] = "3" } };
        own.StopAt(TownClock.TuesdayMorning);
        await new SampleWeek(own).Add("冬季取暖防一氧化碳中毒", Category.Emergency, 8, "06:10", []).WriteAsync();
        await using var page = await browser.OpenAsync(own, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync("/");
        var problem = page.Page.Locator(".say", new() { HasText = "明天 06:10《冬季取暖防一氧化碳中毒》还没有审完" });
        await Assertions.Expect(problem).ToContainTextAsync("还没交审");
        await Assertions.Expect(problem.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("^review/"));
        await page.PictureAsync("today-unreviewed");

        await page.GoLiveAsync("/week");
        await Assertions.Expect(page.Page.Locator(".slot.is-rev").First).ToContainTextAsync("审");
        await page.PictureAsync("week-unreviewed");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_pages_stand_in_nobodys_way(ColorScheme scheme, int width)
    {
        var programme = await WinterAsync();
        await using var page = await town.OpenAsync(
            browser, "周海英", new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 900 }, ColorScheme = scheme }, Role.Approver, Role.Editor);
        foreach (var path in new[] { "/review", $"/review/{programme.Id}" })
        {
            await page.GoLiveAsync(path);
            await page.PictureAsync($"review{(path.Length > 10 ? "-one" : "")}-{scheme}-{width}");
            var result = await page.Page.RunAxe();
            Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
            Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        }
    }

    // The strip of a lost connection is a status, too.
    private static ILocator Outcome(WatchedPage page) => page.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Status);

    private static ILocator Pass(WatchedPage page, string word) => page.Page.GetByRole(AriaRole.Button, new() { Name = word });

    private static Task<int> PostAsync(WatchedPage page, Programme programme, string step)
    {
        page.ComplaintsAreExpected = true;
        return page.Page.EvaluateAsync<int>(
            "async ([path, contentHash]) => (await fetch(path, { method: 'POST', headers: { 'X-CSRF': '1', 'Content-Type': 'application/json' }, body: JSON.stringify({ contentHash, heard: 'played' }) })).status",
            new[] { $"/api/reviews/{programme.Id}/{step}", programme.ContentHash });
    }

    /// <summary>Waits for the approver; due this evening.</summary>
    private async Task<Programme> WinterAsync()
    {
        const string Title = "冬季取暖防一氧化碳中毒";
        if ((await town.Host.Get<ReviewBook>().ListAsync(Stop)).FirstOrDefault(one => one.Programme.Title == Title) is { } known)
        {
            return known.Programme;
        }

        var programme = await town.SpeakAsync(Title, "emergency", """
            今年入冬以来，县里已经发生两起一氧化碳中毒。一氧化碳没有颜色，没有味道，等人头晕想吐的时候，已经中毒了。
            第一，炉子一定要装烟囱，烟囱口不要正对风口。第二，睡觉以前看一遍火，门窗留一条缝，宁可冷一点，不要闷一夜。
            要是觉得头晕、恶心、腿软，马上开窗，爬到外面，打一二〇。
            """);
        await town.PlanAsync(programme, "19:10:00");
        await town.TakeAsync(programme, ReviewStep.Submission, "马文静");
        await town.TakeAsync(programme, ReviewStep.Review, "刘振华");
        return programme;
    }
}
