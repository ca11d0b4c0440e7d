using System.Text.RegularExpressions;
using CloudBroadcast.Controller.Alerts;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Protocol;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CloudBroadcast.Controller.Console.Alerts;

/// <summary>The duty officer at 3 a.m. on a phone whose scripts do not come through.</summary>
public sealed class AlertPagesTests(Browser browser)
{
    private const string Name = "wangjianguo";

    private string _password = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static BrowserNewContextOptions Phone => new() { ViewportSize = new() { Width = 390, Height = 844 }, JavaScriptEnabled = false };

    [Fact]
    public async Task A_whole_template_is_two_taps_and_a_password()
    {
        await using var host = new TownHost();
        await using var page = await OpenAsync(host, Phone);
        await page.GoAsync("/alerts");
        await page.PictureAsync("alerts-phone");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "冰雹" }).ClickAsync();
        await Expect(page.Page.GetByText("真实预警，不是演练")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".hear__text")).ToHaveTextAsync("二十分钟内有冰雹。请立即进屋，不要在树下躲避。牲口赶回圈里。");
        await page.PictureAsync("alert-sure-phone");

        await page.Page.GetByLabel(new Regex("密码或动态口令")).FillAsync(_password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "确认发布" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("冰雹橙色预警 真实预警");
        var alert = Assert.Single(await host.Get<AlertBook>().ListAsync(5, Stop));
        Assert.Equal(("冰雹橙色预警", false, AlertState.Issued, Name), (alert.Headline, alert.IsExercise, alert.State, alert.MadeBy));
        Assert.Equal(12, alert.Areas.Count);
        await page.PictureAsync("alert-live-phone");
    }

    [Fact]
    public async Task What_is_left_open_is_asked_for_and_a_wrong_password_loses_nothing()
    {
        await using var host = new TownHost();
        await using var page = await OpenAsync(host, Phone);
        await page.GoAsync("/alerts/new?template=flood");
        await page.Page.GetByLabel("洪水在哪里").FillAsync("东大河头坝段");
        await page.Page.GetByLabel("橙色").Last.CheckAsync(new() { Force = true });
        await page.Page.GetByLabel("下四坝村").UncheckAsync(new() { Force = true });
        await page.PictureAsync("alert-see-phone");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "下一步：确认" }).ClickAsync();
        await Expect(page.Page.Locator(".sure__what")).ToHaveTextAsync("洪水橙色预警");

        await page.Page.GetByLabel(new Regex("密码或动态口令")).FillAsync("not the password");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "确认发布" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("密码或动态口令不对");
        Assert.Empty(await host.Get<AlertBook>().ListAsync(5, Stop));

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "改", Exact = true }).ClickAsync();
        await Expect(page.Page.GetByLabel("洪水在哪里")).ToHaveValueAsync("东大河头坝段");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "下一步：确认" }).ClickAsync();
        await page.Page.GetByLabel(new Regex("密码或动态口令")).FillAsync(_password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "确认发布" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("洪水橙色预警");
        var alert = Assert.Single(await host.Get<AlertBook>().ListAsync(5, Stop));
        Assert.Equal((11, "东大河头坝段发生洪水，二十分钟内可能到达。请马上往高处转移，不要过河，不要回去拿东西。"), (alert.Areas.Count, alert.Text));
    }

    [Fact]
    public async Task An_exercise_looks_like_one_and_has_no_way_to_a_real_alert()
    {
        await using var host = new TownHost();
        await using var page = await OpenAsync(host, Phone);
        await page.GoAsync("/alerts");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "演练走这里" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "冰雹" }).ClickAsync();
        await Expect(page.Page.Locator("form.is-drill")).ToBeVisibleAsync();
        await Expect(page.Page.GetByText("确认发布")).ToHaveCountAsync(0);
        await page.PictureAsync("alert-exercise-phone");
        await page.Page.GetByLabel(new Regex("密码或动态口令")).FillAsync(_password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "开始演练" }).ClickAsync();

        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("冰雹橙色预警演练 演练");
        await Expect(page.Page.Locator(".alarm.is-drill")).ToBeVisibleAsync();
        Assert.True(Assert.Single(await host.Get<AlertBook>().ListAsync(5, Stop)).IsExercise);
    }

    [Fact]
    public async Task It_is_updated_withdrawn_and_corrected_by_a_button()
    {
        await using var host = new TownHost();
        var alert = await IssueAsync(host);
        await using var page = await OpenAsync(host, Phone);
        await page.GoAsync($"/alerts/{alert.Id}");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "更新内容" }).ClickAsync();
        await page.Page.GetByLabel("怎么说").FillAsync("冰雹还要下一个小时，不要出门。");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "下一步：确认" }).ClickAsync();
        await page.Page.GetByLabel(new Regex("密码或动态口令")).FillAsync(_password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "确认发布" }).ClickAsync();
        await Expect(page.Page.Locator(".hear__text")).ToHaveTextAsync("冰雹还要下一个小时，不要出门。");
        Assert.Equal(AlertState.Replaced, (await host.Get<AlertBook>().FindAsync(alert.Id, Stop))!.State);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "发错了，更正" }).ClickAsync();
        await Expect(page.Page.Locator(".alarm")).ToContainTextAsync("已撤回");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "解除预警" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_second_person_reads_it_and_confirms_with_the_own_password()
    {
        await using var host = new TownHost();
        host.Settings["Alerts:SecondPerson"] = "true";
        var alert = await IssueAsync(host);
        await using var page = await OpenAsync(host, Phone);
        await page.GoAsync($"/alerts/{alert.Id}");
        await Expect(page.Page.Locator(".alarm")).ToContainTextAsync("等第二个人复核");
        await page.PictureAsync("alert-second-phone");
        await page.Page.GetByLabel(new Regex("密码或动态口令")).FillAsync(_password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "复核通过，发布" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "解除预警" })).ToBeVisibleAsync();
        Assert.Equal(Name, (await host.Get<AlertBook>().FindAsync(alert.Id, Stop))!.ConfirmedBy);
    }

    [Fact]
    public async Task The_live_page_turns_red_for_who_says_nothing_and_green_for_who_sounds()
    {
        await using var host = new TownHost();
        var alert = await IssueAsync(host);
        await using var page = await OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoLiveAsync($"/alerts/{alert.Id}");
        await Expect(page.Page.Locator(".acks tr.is-bad")).ToHaveCountAsync(2);
        await Expect(page.Page.Locator(".acks tr.is-bad").First).ToContainTextAsync("没收到");

        var round = (await host.Get<AlertBook>().RoundsOfAsync(alert.Id, Stop))[0];
        await using (var database = host.OpenDatabase())
        {
            var playback = database.Playbacks.Single(known => known.BroadcastId == round.Id && known.GatewayId == "gw-620321104200");
            (playback.State, playback.ReceivedAt) = (PlaybackState.Sounding, round.CreatedAt.AddMilliseconds(300));
            playback.Evidence = new PlaybackEvidence
            {
                FirstSampleAt = round.CreatedAt.AddMilliseconds(3400),
                FirstSampleErrorUs = 0,
                PowerOnAt = round.CreatedAt.AddMilliseconds(900),
                FramesPlayed = 1,
                FramesConcealed = 0,
                FramesMissed = 0,
                Underruns = 0,
            };
            await database.SaveChangesAsync(Stop);
        }

        host.Get<BroadcastGate>().RaiseChanged(round.Id);
        var sounding = page.Page.Locator(".acks tr").Filter(new() { HasText = "头坝村" });
        await Expect(sounding).ToContainTextAsync("在响");
        await Expect(sounding.Locator(".stage.is-ok")).ToHaveTextAsync(["0.3", "0.9", "3.4"]);
        await page.PictureAsync("alert-live");
    }

    [Theory]
    [InlineData("/alerts", ColorScheme.Light, 1440)]
    [InlineData("/alerts", ColorScheme.Dark, 390)]
    [InlineData("/alerts/exercise", ColorScheme.Light, 390)]
    [InlineData("/alerts/exercise", ColorScheme.Dark, 1440)]
    [InlineData("/alerts/new?template=flood", ColorScheme.Dark, 1440)]
    [InlineData("/alerts/new?template=flood", ColorScheme.Light, 390)]
    [InlineData("/alerts/new?template=hail", ColorScheme.Dark, 390)]
    [InlineData("/alerts/new?template=hail&exercise=true", ColorScheme.Light, 1440)]
    [InlineData("alert", ColorScheme.Light, 390)]
    [InlineData("alert", ColorScheme.Dark, 1440)]
    public async Task Nothing_serious_stands_in_the_way_of_anybody(string path, ColorScheme scheme, int width)
    {
        await using var host = new TownHost();
        var alert = await IssueAsync(host);
        await using var page = await OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        await page.GoLiveAsync(path == "alert" ? $"/alerts/{alert.Id}" : path);
        await page.PictureAsync($"{path.Trim('/').Replace("new?template=", "", StringComparison.Ordinal).Split('&')[0].Replace('/', '-')}-{scheme}-{width}");

        var result = await page.Page.RunAxe();

        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Who_is_no_duty_officer_sees_what_goes_on_and_sends_nothing()
    {
        await using var host = new TownHost();
        var alert = await IssueAsync(host);
        await using var page = await browser.OpenAsync(host, Phone);
        await page.GoAsync("/alerts");
        await Expect(page.Page.Locator(".tpl")).ToHaveCountAsync(0);
        await page.GoAsync($"/alerts/{alert.Id}");
        await Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "解除预警" })).ToHaveCountAsync(0);
        await page.GoAsync("/alerts/new?template=hail");
        await Expect(page.Page.GetByText("值班员才能发预警和演练。")).ToBeVisibleAsync();
    }

    private async Task<WatchedPage> OpenAsync(TownHost host, BrowserNewContextOptions options)
    {
        await using (var scope = host.Get<IServiceScopeFactory>().CreateAsyncScope())
        {
            var request = new AccountRequest { Name = Name, DisplayName = "王建国", Roles = [Role.DutyOfficer] };
            _password = (await scope.ServiceProvider.GetRequiredService<AccountBook>().MakeAsync(request, Actor.Controller, Stop)).Password!;
        }

        var page = await browser.OpenAtTheDoorAsync(host, options);
        await page.LoginAsync(Name, _password);
        return page;
    }

    private static async Task<Alert> IssueAsync(TownHost host)
    {
        var request = new AlertRequest
        {
            Exercise = false,
            Event = "冰雹",
            Severity = Priority.OrangeAlert,
            Text = "二十分钟内有冰雹，请立即进屋。",
            Areas = ["620321104200", "620321104201"],
        };
        var alert = (await host.Get<AlertDesk>().IssueAsync(request, new Actor("wang", ""), needsSecond: true, Stop)).Done!;
        await host.Get<AlertRounds>().TakeAsync(Stop);
        return alert;
    }
}
