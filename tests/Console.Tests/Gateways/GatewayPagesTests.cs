using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Gateways;

public sealed class GatewayPagesTests(Browser browser, TownHost town) : IClassFixture<TownHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_technician_makes_a_code_without_script_and_a_gateway_enrols_with_it()
    {
        var id = Villages.GatewayOf(3);
        await using var page = await OpenAsync(Role.Technician, script: false);
        await page.GoAsync($"/gateways/{id}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "做入网码" }).ClickAsync();
        await page.PictureAsync("enrolment-code");

        var written = await page.Page.Locator("[data-enrolment-code]").InnerTextAsync();
        Assert.True(EnrolmentCode.TryParse(written, out var code));
        await Assertions.Expect(page.Page.Locator(".qr svg")).ToBeVisibleAsync();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var answer = await FakeGateway.PostAsync(town, code.Secret, key);
        answer.EnsureSuccessStatusCode();

        await page.GoAsync($"/gateways/{id}");
        Assert.DoesNotContain(written, await page.Page.ContentAsync(), StringComparison.Ordinal);
        await Assertions.Expect(page.Page.GetByText("它已经入网")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Revoking_needs_a_reason_and_takes_the_key_away()
    {
        await using var gateway = await town.EnrolAsync(4);
        await using var page = await OpenAsync(Role.Technician, script: false);
        await page.GoAsync($"/gateways/{gateway.Id}");
        await page.Page.GetByLabel("原因").FillAsync("机箱被撬");
        await page.Page.GetByLabel("确定吊销").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "吊销" }).ClickAsync();

        await Assertions.Expect(page.Page.GetByText("已吊销")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("机箱被撬")).ToBeVisibleAsync();
        await using var database = town.OpenDatabase();
        Assert.Null((await database.Gateways.SingleAsync(known => known.Id == gateway.Id, Stop)).PublicKey);
    }

    [Fact]
    public async Task Limits_are_set_and_an_empty_field_is_the_towns()
    {
        await using var page = await OpenAsync(Role.Technician, script: false);
        await page.GoAsync($"/gateways/{Villages.GatewayOf(5)}");
        await page.Page.GetByLabel("宵禁").FillAsync("21:30-06:30");
        await page.Page.GetByLabel("一小时最多").FillAsync("4");
        await page.Page.GetByLabel("预警要不要双签").SelectOptionAsync("yes");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Page.GetByLabel("宵禁")).ToHaveValueAsync("21:30-06:30");
        var view = await town.GetAsync<GatewayView>($"/api/gateways/{Villages.GatewayOf(5)}");
        Assert.Equal(new LimitsView("21:30-06:30", null, 4, true), view.Limits);
    }

    [Fact]
    public async Task Volume_and_zones_are_set_and_the_page_says_whether_the_gateway_has_taken_it()
    {
        await using var gateway = await (await town.EnrolAsync(9)).ListenAsync();
        town.Says(gateway, 1);
        await using var page = await OpenAsync(Role.Technician);
        await page.GoLiveAsync($"/gateways/{gateway.Id}");
        var standing = page.Page.Locator("[data-panel=configuration]");
        await Assertions.Expect(standing).ToContainTextAsync("网关已照最新的设定");
        await page.Page.GetByLabel("百分之几").FillAsync("55");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存音量" }).ClickAsync();
        await Assertions.Expect(standing).ToContainTextAsync("等网关装上");

        Assert.Equal(55, (await gateway.NextConfigurationAsync()).VolumePercent);
        town.Says(gateway, 2, state => state with { ConfigurationRevision = 2 });
        await Assertions.Expect(standing).ToContainTextAsync("网关已照最新的设定");
        await Assertions.Expect(page.Page.GetByLabel("百分之几")).ToHaveValueAsync("55");

        await page.Page.Locator("[name=name-1]").FillAsync("村委会和学校");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存分区" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("[name=name-1]")).ToHaveValueAsync("村委会和学校");
        Assert.Contains((await town.GetAsync<GatewayView>($"/api/gateways/{gateway.Id}")).Zones, zone => zone is { Number: 1, Name: "村委会和学校" });
    }

    [Fact]
    public async Task A_village_is_placed_by_a_click_and_the_picture_is_checked()
    {
        await using var page = await OpenAsync(Role.Technician, script: false);
        await page.GoAsync("/map");
        await page.Page.Locator("[name=Village]").SelectOptionAsync(new SelectOptionValue { Label = "头坝村（还没有摆）" });
        await page.Page.Locator(".mapclick").ClickAsync(new() { Position = new() { X = 180, Y = 289 } });
        await Assertions.Expect(page.Page.GetByLabel("横").First).ToHaveValueAsync("250");
        await page.PictureAsync("map");

        await page.Page.GetByLabel("图片").SetInputFilesAsync(new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = "<svg/>"u8.ToArray() });
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "换底图" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("不是 PNG 或者 JPEG");
    }

    [Fact]
    public async Task A_wrong_limit_is_said_and_nothing_is_saved()
    {
        await using var page = await OpenAsync(Role.Technician, script: false);
        await page.GoAsync($"/gateways/{Villages.GatewayOf(6)}");
        await page.Page.GetByLabel("宵禁").FillAsync("十点");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("“十点”");
        Assert.Null((await town.GetAsync<GatewayView>($"/api/gateways/{Villages.GatewayOf(6)}")).Limits.Curfew);
    }

    [Fact]
    public async Task Refusals_are_said_in_words_and_a_forged_order_is_pointed_out()
    {
        await using var gateway = await town.EnrolAsync(7);
        town.Says(gateway, 1, state => state with
        {
            RefusedOrders = 3,
            RefusedBundles = 17,
            Refusals = [new RefusalTally { Reason = RefusalReason.Expired, Orders = 3, Bundles = 0 }, new RefusalTally { Reason = RefusalReason.Signature, Orders = 0, Bundles = 17 }],
        });
        await using var page = await OpenAsync(Role.Auditor);
        await page.GoAsync("/gateways");
        await page.PictureAsync("gateways");
        await Assertions.Expect(page.Page.Locator("tr").Filter(new() { HasText = await NameOfAsync(gateway.Id) })).ToContainTextAsync("20");

        await page.GoAsync($"/gateways/{gateway.Id}");
        await page.PictureAsync("gateway");
        await Assertions.Expect(page.Page.GetByText("已经过期")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("17 包声音")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("有来路不明的指令或声音")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(nameof(Role.Auditor))]
    [InlineData(nameof(Role.DutyOfficer))]
    [InlineData(nameof(Role.VillageCadre))]
    public async Task Who_may_not_manage_gateways_sees_no_form_and_posts_in_vain(string role)
    {
        var id = Villages.GatewayOf(8);
        using var person = await Operators.People.LoginAsync(town, Enum.Parse<Role>(role));
        var path = new Uri($"/gateways/{id}", UriKind.Relative);
        Assert.DoesNotContain("做入网码", System.Net.WebUtility.HtmlDecode(await person.GetStringAsync(path, Stop)), StringComparison.Ordinal);
        using var answer = await Operators.People.ShowAsync(person, $"/gateways/{id}", ("_handler", "revoke"), ("Reason", "x"), ("Sure", "yes"));
        Assert.False(answer.IsSuccessStatusCode);
        Assert.Null((await town.GetAsync<GatewayView>($"/api/gateways/{id}")).RevokedAt);
    }

    [Fact]
    public void Every_reason_has_words() => Assert.All(Enum.GetValues<RefusalReason>(), reason => Assert.NotEmpty(RefusalWords.Of(reason)));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("none", "90", "1", "no")]
    [InlineData(" 22:00-06:00 ", "1440", "3600", "yes")]
    public void Good_limits_are_taken(string? curfew, string? minutes, string? starts, string? hands) =>
        Assert.Null(LimitsForm.TryRead(curfew, minutes, starts, hands, town.Get<IStringLocalizer<GatewayWords>>(), out _));

    [Theory]
    [InlineData("22:00", null, null)]
    [InlineData("22:00-22:00", null, null)]
    [InlineData(null, "0", null)]
    [InlineData(null, "1441", null)]
    [InlineData(null, "-5", null)]
    [InlineData(null, null, "many")]
    public void Bad_limits_are_refused_with_the_value_in_quotes(string? curfew, string? minutes, string? starts) =>
        Assert.Contains($"“{curfew ?? minutes ?? starts}”", LimitsForm.TryRead(curfew, minutes, starts, null, town.Get<IStringLocalizer<GatewayWords>>(), out _), StringComparison.Ordinal);

    private async Task<string> NameOfAsync(string id)
    {
        await using var database = town.OpenDatabase();
        var area = (await database.Gateways.SingleAsync(known => known.Id == id, Stop)).AreaCode;
        return (await database.Areas.SingleAsync(known => known.Code == area, Stop)).Name;
    }

    private async Task<WatchedPage> OpenAsync(Role role, bool script = true)
    {
        var (name, password, _) = await Operators.People.MakeAsync(town, role);
        var page = await browser.OpenAtTheDoorAsync(town, new BrowserNewContextOptions { JavaScriptEnabled = script });
        await page.LoginAsync(name, password);
        return page;
    }
}
