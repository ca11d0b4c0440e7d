using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>Nothing that somebody has typed is lost: not with the session, not with the server.</summary>
public sealed class DraftTests(Browser browser)
{
    private const string Text = "各位村民：明天上午九点到下午三点停水，请提前备水。";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_ends_in_the_middle_of_a_text_costs_no_word()
    {
        await using var host = new TownHost();
        var (name, password, id) = await Operators.People.MakeAsync(host, Role.Editor);
        await using var page = await browser.OpenAtTheDoorAsync(host);
        await page.LoginAsync(name, password);
        page.ComplaintsAreExpected = true;
        await page.GoLiveAsync("/library/speak");
        await Script(page).FillAsync(Text);
        await page.Page.GetByLabel("节目名").FillAsync("停水通知");
        await page.Page.GetByLabel("分类").SelectOptionAsync("应急");

        password = await EndAsync(host, id);
        await Button(page, "存成节目").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("登录过期了，你写的还在。")).ToBeVisibleAsync();
        await Assertions.Expect(Script(page)).ToHaveValueAsync(Text);
        await page.PictureAsync("session-over");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "重新登录" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("登录过期了，你写的还在。")).ToBeVisibleAsync();
        await EnterAsync(page, name, password);
        await Assertions.Expect(page.Page.GetByText("上次没存完的，放回来了。")).ToBeVisibleAsync();
        Assert.EndsWith("/library/speak", page.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(Script(page)).ToHaveValueAsync(Text);
        await Assertions.Expect(page.Page.GetByLabel("节目名")).ToHaveValueAsync("停水通知");
        await Assertions.Expect(page.Page.GetByLabel("分类")).ToHaveValueAsync("emergency");
        await page.PictureAsync("session-again");

        // What is saved is no draft any more.
        await Button(page, "存成节目").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("存好了，已经是节目。")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GoAsync("/library/speak");
        await Assertions.Expect(Script(page)).ToHaveValueAsync("");
        Assert.Equal("[]", await page.Page.EvaluateAsync<string>("() => JSON.stringify(Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')))"));
    }

    [Fact]
    public async Task A_form_that_comes_after_its_session_is_asked_for_again_with_its_words()
    {
        // Without a circuit nobody has told the page; it hears when it asks.
        await using var town = new TownHost { Settings = { ["Library:ReviewSteps"] = "3" } };
        var programme = (await town.Get<ProgrammeLibrary>().SpeakAsync(Text, "停水通知", Category.Notice, Stop)).Programme;
        await SubmitAsync(town, programme);
        var (name, password, id) = await Operators.People.MakeAsync(town, Role.Reviewer);
        await using var page = await browser.OpenAtTheDoorAsync(town);
        await page.LoginAsync(name, password);
        page.ComplaintsAreExpected = true;
        await page.Page.RouteWebSocketAsync(new System.Text.RegularExpressions.Regex("/_blazor"), _ => { });
        await page.GoAsync($"/review/{programme.Id}");
        var remark = page.Page.GetByRole(AriaRole.Textbox, new() { Name = "意见" });
        await remark.FillAsync("“九点”要说“上午九点整”。");
        password = await EndAsync(town, id);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "退回" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("登录过期了，你写的还在。")).ToBeVisibleAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "重新登录" }).ClickAsync();
        await EnterAsync(page, name, password);
        await Assertions.Expect(remark).ToHaveValueAsync("“九点”要说“上午九点整”。");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "退回" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "停水通知" })).ToBeVisibleAsync();
        Assert.Equal(ReviewState.Returned, (await town.Get<ReviewBook>().FindAsync(programme.Id, Stop))!.Standing.State);
    }

    [Fact]
    public async Task A_server_that_restarts_in_the_middle_of_a_plan_and_of_a_text_costs_no_word()
    {
        var folder = EmptyTown.Make();
        try
        {
            await RestartAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RestartAsync(string folder)
    {
        var first = Tuesday(folder, null);
        await new SampleWeek(first).AddProgramme("村民大会通知", Category.Notice, 3).WriteAsync();
        var home = first.Get<Hosting.Listening>().Http;
        await using var page = await browser.OpenAsync(first, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        page.ComplaintsAreExpected = true;
        var writing = new WatchedPage(await page.Page.Context.NewPageAsync(), home) { ComplaintsAreExpected = true };
        await writing.GoLiveAsync("/library/speak");
        await Script(writing).FillAsync(Text);

        await page.Page.BringToFrontAsync();
        await page.GoLiveAsync("/week");
        await page.Page.Locator(".week__board").WaitForAsync();
        await Button(page, "新建排期").ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog, new() { Name = "新建排期" });
        await dialog.GetByLabel("播什么").SelectOptionAsync(new SelectOptionValue { Label = "村民大会通知（3 分）" });
        await dialog.GetByLabel("每天").CheckAsync();
        await dialog.GetByLabel("几点").FillAsync("08:20");
        await Assertions.Expect(dialog.Locator("[data-reads]")).ToContainTextAsync("每天 08:20");

        await first.DisposeAsync();
        await Assertions.Expect(dialog.GetByText("现在连不上服务器，你写的还在。")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        // The hand goes on while nobody listens.
        await dialog.GetByLabel("名称，空着就用节目的").FillAsync("大会，务必参加");
        await page.PictureAsync("restart-away");
        await writing.Page.GetByLabel("节目名").FillAsync("停水通知");
        await Button(writing, "存成节目").ClickAsync();
        await Assertions.Expect(writing.Page.GetByText("现在连不上服务器，你写的还在。")).ToBeVisibleAsync();

        await using var second = Tuesday(folder, home);
        second.Start();
        await Assertions.Expect(dialog.GetByText("上次没存完的，放回来了。")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(dialog.GetByLabel("名称，空着就用节目的")).ToHaveValueAsync("大会，务必参加");
        await Assertions.Expect(dialog.Locator("[data-reads]")).ToContainTextAsync("每天 08:20");
        await page.PictureAsync("restart-again");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await using (var database = second.OpenDatabase())
        {
            var schedule = await database.Schedules.SingleAsync(Stop);
            Assert.Equal(("大会，务必参加", new TimeOnly(8, 20), Schedules.RecurrenceKind.Daily), (schedule.Title, schedule.StartTime, schedule.Kind));
        }

        await Assertions.Expect(writing.Page.GetByText("上次没存完的，放回来了。")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(Script(writing)).ToHaveValueAsync(Text);
        await Button(writing, "存成节目").ClickAsync();
        await Assertions.Expect(writing.Page.GetByText("存好了，已经是节目。")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    // At the same address as the one before, where there was one.
    private static TownHost Tuesday(string folder, Uri? home)
    {
        var host = new TownHost { KeptFolder = folder, ErrorsAreExpected = true };
        host.StopAt(TownClock.TuesdayMorning);
        if (home is not null)
        {
            host.Settings["Host:Http"] = home.ToString().TrimEnd('/');
        }

        return host;
    }

    private static ILocator Script(WatchedPage page) => page.Page.GetByLabel("要念的字");

    private static ILocator Button(WatchedPage page, string name) => page.Page.GetByRole(AriaRole.Button, new() { Name = name });

    private static async Task EnterAsync(WatchedPage page, string name, string password)
    {
        await page.Page.GetByLabel("账号").FillAsync(name);
        await page.Page.GetByLabel("密码").FillAsync(password);
        await Button(page, "登录").ClickAsync();
    }

    // As an administrator does it: the sessions end with the old password.
    private static async Task<string> EndAsync(TownHost host, Guid account)
    {
        await using var scope = host.Get<IServiceScopeFactory>().CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<AccountBook>().ResetPasswordAsync(account, Stop)).Password!;
    }

    private static async Task SubmitAsync(TownHost host, Programme programme)
    {
        await using var database = host.OpenDatabase();
        database.ReviewMarks.Add(new ReviewMark
        {
            ProgrammeId = programme.Id,
            ContentHash = programme.ContentHash,
            Round = (await host.Get<ReviewBook>().FindAsync(programme.Id, Stop))!.Standing.Round,
            Step = ReviewStep.Submission,
            Verdict = ReviewVerdict.Passed,
            PersonId = Guid.NewGuid(),
            Who = "陈芳",
            At = DateTimeOffset.UnixEpoch,
            Heard = Hearing.Played,
        });
        await database.SaveChangesAsync(Stop);
    }
}
