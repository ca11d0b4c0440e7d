using Microsoft.Playwright;

namespace CloudBroadcast.Village;

/// <summary>What goes wrong at the console of a town with twelve villages: nothing typed is lost, and nobody is heard where they may not be.</summary>
[Collection(AllTwelve.Name)]
public sealed class TroubleJourneyTests(SpokenAudio spoken, WholeTown whole, TalkingBrowser people) : IClassFixture<TalkingBrowser>
{
    private const string Lost = "现在连不上服务器，你写的还在。";
    private const string Back = "上次没存完的，放回来了。";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task Two_edit_the_same_a_session_ends_the_server_dies_and_what_was_written_sounds()
    {
        const string Title = "两个人改的通知";
        var gateway = whole.Town.Gateways[3];
        var programme = await whole.Town.Api.ImportAsync(spoken.Programme, Title, "notice", Stop);
        var today = Journey.Today;
        await whole.Town.Api.PostAsync("/api/schedules", new
        {
            title = Title,
            programmeId = (string)programme["id"]!,
            areas = new[] { gateway.Place.Code },
            kind = "dates",
            dates = new[] { today, today.AddDays(1), today.AddDays(2) },
            startTime = "23:58",
        }, Stop);
        var admin = await people.OpenAsync();
        var passwords = await Journey.MakePeopleAsync(people.Console, admin, ("王丽", "编辑"));
        var editor = await people.OpenAsync("王丽", passwords["王丽"]);

        // The second of the two sees what the first has changed meanwhile, and keeps what is hers.
        foreach (var page in (IPage[])[admin, editor])
        {
            await EditAllAsync(page, Title, today.AddDays(1), "23:58");
        }

        var dialog = editor.GetByRole(AriaRole.Dialog);
        await admin.GetByRole(AriaRole.Dialog).GetByLabel("几点").FillAsync("23:55");
        await Journey.SaveAsync(admin.GetByRole(AriaRole.Dialog));
        await dialog.GetByLabel("名称").FillAsync("王丽的通知");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("23:55");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "用我的" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        // An administrator gives her another password in the middle of a text.
        await people.Console.GoLiveAsync(editor, "library/speak");
        await editor.GetByLabel("要念的字").FillAsync("各位村民，明天上午停水。");
        passwords["王丽"] = await AnotherPasswordAsync(admin, "王丽");
        await editor.GetByLabel("节目名").FillAsync("停水通知");
        await editor.GetByRole(AriaRole.Button, new() { Name = "存成节目" }).ClickAsync();
        await editor.GetByRole(AriaRole.Link, new() { Name = "重新登录" }).ClickAsync();
        await editor.GetByLabel("账号").FillAsync("王丽");
        await editor.GetByLabel("密码").FillAsync(passwords["王丽"]);
        await editor.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Expect(editor.GetByText(Back)).ToBeVisibleAsync();
        await editor.GetByRole(AriaRole.Button, new() { Name = "存成节目" }).ClickAsync();
        await Expect(editor.GetByText("存好了，已经是节目。")).ToBeVisibleAsync();

        // The server dies in the middle of a plan, and the hand goes on.
        await EditAllAsync(editor, "王丽的通知", today.AddDays(1), "23:58");
        await dialog.GetByLabel("名称").FillAsync("马上播的通知");
        await Expect(dialog.Locator("[data-reads]")).ToContainTextAsync("23:58");
        await whole.Town.Controller.KillAsync();
        await Expect(dialog.GetByText(Lost)).ToBeVisibleAsync();
        var start = Journey.NextMinute(TimeSpan.FromSeconds(75));
        await dialog.GetByLabel("几点").FillAsync($"{TimeZoneInfo.ConvertTime(start, Journey.Zone):HH:mm}");
        await whole.Town.StartControllerAsync(Stop);
        await Expect(dialog.GetByText(Back)).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("名称")).ToHaveValueAsync("马上播的通知");
        await Journey.SaveAsync(dialog);
        Assert.True(TimeProvider.System.GetUtcNow() < start, "the server came back too slowly for the minute that was written");
        var before = await Journey.PinsAsync(whole.Town);
        await Journey.AssertHeardAsync(gateway, await SpokenAudio.SamplesOfAsync(spoken.Programme), start);
        await Journey.AssertSilentAsync(whole.Town, before, gateway);
    }

    [Fact]
    public async Task A_cadre_is_heard_in_the_own_village_and_refused_for_another_by_page_and_by_address()
    {
        var (own, other) = (whole.Town.Gateways[6], whole.Town.Gateways[7]);
        var programme = await whole.Town.Api.ImportAsync(spoken.Programme, "村干部够不着的", "notice", Stop);
        var passwords = await Journey.MakePeopleAsync(people.Console, await people.OpenAsync(), own.Place.Code, ("马登科", "村干部"));
        var page = await people.OpenAsync("马登科", passwords["马登科"], new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, Permissions = ["microphone"] });
        var before = await Journey.PinsAsync(whole.Town);

        var answer = await people.Console.GoAsync(page, $"talk?areas={other.Place.Code}");
        Assert.Equal(403, answer!.Status);
        var order = new { programmeId = (string)programme["id"]!, areas = new[] { other.Place.Code } };
        var posted = await page.APIRequest.PostAsync(new Uri(whole.Town.Api.Address, "/api/broadcasts").ToString(), new() { DataObject = order });
        Assert.Equal(403, posted.Status);

        await people.Console.GoLiveAsync(page, "talk");
        Assert.DoesNotContain(other.Place.Name, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "打开话筒试音" }).ClickAsync();
        await page.Locator("[data-latch]").ClickAsync();
        await page.Locator(".is-speaking").WaitForAsync();
        await Expect(page.Locator($"[data-gateway='{own.Id}']").First).ToContainTextAsync("在响");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-said]")).ToContainTextAsync("说完了");
        await DueSchedule.UntilAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20), async () => (await own.ReadPinsAsync(Stop))[^1].Relays == 0, "its amplifier stays on", Stop);
        Assert.Contains((await own.ReadPinsAsync(Stop)).Skip(before[own.Id]), change => change.Relays > 1);
        await Journey.AssertSilentAsync(whole.Town, before, own);
    }

    private async Task EditAllAsync(IPage page, string title, DateOnly day, string time)
    {
        await Journey.OpenWeekAsync(people.Console, page, day);
        await Journey.PickAsync(page, title, time, "编辑");
        await page.GetByRole(AriaRole.Dialog).GetByLabel("全部", new() { Exact = true }).CheckAsync();
    }

    private async Task<string> AnotherPasswordAsync(IPage admin, string name)
    {
        await people.Console.GoAsync(admin, "people");
        var account = admin.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });
        await account.Locator("summary").ClickAsync();
        await account.GetByRole(AriaRole.Button, new() { Name = "重设密码" }).ClickAsync();
        return await admin.GetByRole(AriaRole.Status).Locator("code").InnerTextAsync();
    }
}
