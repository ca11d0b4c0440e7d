using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>A cadre talks from a phone: a real browser with a microphone, a real controller, a gateway that listens.</summary>
public sealed class TalkTests(TalkingBrowser talking) : IClassFixture<TalkingBrowser>
{
    private const string NoEncoder = "delete globalThis.AudioEncoder;";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(NoEncoder)]
    public async Task Held_down_the_button_speaks_to_the_chosen_commune_and_let_go_it_ends(string? script)
    {
        await using var cast = NewTown();
        await using var gateway = await cast.ConnectAsync(Villages.GatewayOf(1));
        await using var page = await OpenAsync(cast, script);
        await page.GoLiveAsync("/talk");
        await page.PictureAsync("talk-phone");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "选社" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Checkbox, new() { Name = "一社", Exact = true }).CheckAsync(new() { Force = true });
        await Assertions.Expect(page.Page.Locator("[data-reach]")).ToContainTextAsync("号分区会响");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "打开话筒试音" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("[data-mic-state]")).ToContainTextAsync("声音");
        await page.PictureAsync("talk-phone-ready");
        await HoldAsync(page);
        var order = await cast.NextOrderAsync(gateway);
        await gateway.SubscribeAsync(Topics.Stream(order.Play!.StreamId));
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Received);
        await Assertions.Expect(page.Page.Locator("[data-left-words]")).ToContainTextAsync("请说", new() { Timeout = 30_000 });
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Started, evidence: CastTown.Evidence(order.Play.StartAt, 1));
        await Assertions.Expect(page.Page.Locator($"[data-gateway='{gateway.Id}']")).ToContainTextAsync("在响");
        await page.Page.WaitForFunctionAsync("from => performance.now() > from + 1500", await page.Page.EvaluateAsync<double>("() => performance.now()"));
        await page.PictureAsync("talk-phone-live");
        await SeriousAsync(page);
        await page.Page.Mouse.UpAsync();
        var bundles = await cast.StreamAsync(gateway);
        await CastTown.ReportAsync(gateway, order, PlaybackStage.Finished, evidence: CastTown.Evidence(order.Play.StartAt, 100));

        await Assertions.Expect(page.Page.Locator("[data-said]")).ToContainTextAsync("说完了");
        await Assertions.Expect(page.Page.Locator("[data-said]")).ToContainTextAsync("录音存进了节目库", new() { Timeout = 30_000 });
        await page.PictureAsync("talk-phone-said");
        Assert.Equal([1], Assert.Single(order.Targets).Zones);
        Assert.True(bundles.Sum(bundle => bundle.Packets.Count) > 100 + 50, "Behind the chime something was said.");
        var programme = Assert.Single(await cast.Host.Get<ProgrammeLibrary>().ListAsync(Stop));
        Assert.InRange(programme.SourceLufs, -50, -5);
        var closed = await cast.UntilAsync(order.Play.BroadcastId, known => known.EndedAt is not null);
        Assert.Equal(BroadcastState.Finished, closed.State);
    }

    [Fact]
    public async Task The_space_bar_is_held_like_the_button_and_escape_ends_a_talk_that_need_not_be_held()
    {
        await using var cast = NewTown();
        await using var page = await OpenAsync(cast);
        await page.GoLiveAsync("/talk");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "打开话筒试音" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("[data-hold]")).ToBeEnabledAsync();

        await page.Page.Keyboard.DownAsync(" ");
        await Assertions.Expect(page.Page.Locator("h1")).ToHaveTextAsync("正在喊话");
        await page.Page.Keyboard.UpAsync(" ");
        await Assertions.Expect(page.Page.Locator("[data-said]")).ToContainTextAsync("还没开口就松开了");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "不用按住" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("[data-hold]")).ToContainTextAsync("停止喊话");
        await Assertions.Expect(page.Page.Locator("[data-left-words]")).ToContainTextAsync("请说", new() { Timeout = 30_000 });
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("[data-said]")).ToContainTextAsync("说完了");
    }

    [Fact]
    public async Task A_page_that_is_not_safe_says_so_and_what_to_do()
    {
        await using var cast = NewTown();
        await using var page = await OpenAsync(cast, "Object.defineProperty(globalThis, 'isSecureContext', { value: false });");
        await page.GoLiveAsync("/talk");

        await Assertions.Expect(page.Page.Locator("[data-insecure]")).ToContainTextAsync("请用 https 开头的地址打开");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "打开话筒试音" })).ToBeHiddenAsync();
        await Assertions.Expect(page.Page.Locator("[data-hold]")).ToBeDisabledAsync();
    }

    // A machine that runs many tests holds a browser up for longer than a person's would be.
    private static CastTown NewTown()
    {
        var cast = new CastTown();
        cast.Host.Settings["Live:DeadMan"] = "00:00:10";
        return cast;
    }

    private static async Task HoldAsync(WatchedPage page)
    {
        await Assertions.Expect(page.Page.Locator("[data-hold]")).ToBeEnabledAsync();
        await page.Page.Locator("[data-hold]").ScrollIntoViewIfNeededAsync();
        await page.Page.Locator("[data-hold]").HoverAsync();
        await page.Page.Mouse.DownAsync();
        await Assertions.Expect(page.Page.Locator("h1")).ToHaveTextAsync("正在喊话");
    }

    private static async Task SeriousAsync(WatchedPage page)
    {
        var result = await page.Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Help}"));
    }

    private async Task<WatchedPage> OpenAsync(CastTown cast, string? script = null)
    {
        var page = await talking.OpenPhoneAsync(cast.Host, script);
        var (name, password, _) = await Operators.People.MakeAsync(cast.Host, Role.VillageCadre);
        await page.LoginAsync(name, password);
        return page;
    }
}
