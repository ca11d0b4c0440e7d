using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Approvals;

/// <summary>From an officer's new key to a gateway that takes what it signed, in a real browser.</summary>
public sealed class TwoHandsTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_officer_registers_a_key_another_person_vouches_and_the_officer_signs_a_configuration()
    {
        await using var town = new TownHost();
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Villages.GatewayOf(0))).ListenAsync();
        await using var officer = await OfficerAsync(town);

        await officer.GoAsync("/keys");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "登记本机密钥" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("[data-own-key-state]")).ToContainTextAsync("已经登记");
        await Assertions.Expect(officer.Page.GetByText("等另一个人确认")).ToBeVisibleAsync();
        await officer.PictureAsync("keys-officer");

        await using var administrator = await browser.OpenAsync(town);
        await administrator.GoAsync("/keys");
        await administrator.Page.GetByRole(AriaRole.Button, new() { Name = "当面核对过编号，确认" }).ClickAsync();
        await Assertions.Expect(administrator.Page.Locator("tr[data-key-id]")).ToContainTextAsync("admin");
        await administrator.PictureAsync("keys");
        var key = Assert.Single(await town.Get<OperatorKeyDesk>().ListAsync(Stop));

        // The first configuration with an operator needs nobody; the gateway knows the officer from then on.
        Assert.Equal(key.PublicKey, Assert.Single((await gateway.NextConfigurationAsync()).Operators).PublicKey.ToArray());
        await SayInstalledAsync(town, gateway);
        await ChangeNameAsync(town, gateway.Id);

        await officer.GoAsync("/approvals");
        await Assertions.Expect(officer.Page.Locator("[data-approval-text]")).ToContainTextAsync("新的：第 3 版");
        await Assertions.Expect(officer.Page.Locator("[data-approval-text]")).ToContainTextAsync("新的：东寨村北口");
        await officer.PictureAsync("approvals");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "签发" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("[data-approval-state]")).ToHaveTextAsync("已签发。");

        Assert.Equal("东寨村北口", (await gateway.NextConfigurationAsync()).Name);
    }

    [Fact]
    public async Task An_alert_that_waits_sounds_once_the_officer_has_read_and_signed_it()
    {
        using var other = SigningKey.Create();
        await using var cast = await CastTown.TwoHandedAsync(Villages.GatewayOf(0), other);
        var town = cast.Host;
        await using var officer = await OfficerAsync(town);
        await officer.GoAsync("/keys");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "登记本机密钥" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("[data-own-key-state]")).ToContainTextAsync("已经登记");
        var keyId = (await town.Get<OperatorKeyDesk>().ListAsync(Stop)).Single(key => key.KeyId != other.KeyId).KeyId;
        Assert.Equal(OperatorKeyResult.Done, await town.Get<OperatorKeyDesk>().ConfirmAsync(keyId, "wang", Stop));
        await using var gateway = await cast.ConnectAsync(Villages.GatewayOf(0));
        var (programme, _) = await cast.AddProgrammeAsync(50, "洪水红色预警");
        using var sent = await cast.PostAsync("/api/broadcasts/emergency", new { programmeId = programme.Id, areas = new[] { "620321104200" }, priority = "redAlert" });
        sent.EnsureSuccessStatusCode();

        await officer.GoAsync("/approvals");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "看要签的内容" }).ClickAsync();
        var text = officer.Page.Locator("[data-approval-text]");
        await Assertions.Expect(text).ToContainTextAsync("《洪水红色预警》");
        await Assertions.Expect(text).ToContainTextAsync("应急（不是演练）");
        Assert.False(gateway.HasMore);
        await officer.PictureAsync("approval-alert");
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "签发" }).ClickAsync();
        await Assertions.Expect(officer.Page.Locator("[data-approval-state]")).ToHaveTextAsync("已签发。");

        var (_, document) = await NextOrderAsync(gateway);
        using var operators = ConfigurationCodec.OperatorsOf(gateway.Configuration);
        Assert.True(Approval.IsGiven(DocumentKind.Order, document, operators, out var by));
        Assert.Equal(keyId, by);
    }

    [Fact]
    public async Task Without_a_key_in_this_browser_nothing_can_be_signed()
    {
        await using var town = new TownHost();
        await using var gateway = await (await FakeGateway.EnrolAsync(town, Villages.GatewayOf(0))).ListenAsync();
        using var elsewhere = SigningKey.Create();
        await RegisterAsync(town, elsewhere);
        await gateway.NextConfigurationAsync();
        await SayInstalledAsync(town, gateway);
        await ChangeNameAsync(town, gateway.Id);
        await using var officer = await OfficerAsync(town);

        await officer.GoAsync("/approvals");

        await Assertions.Expect(officer.Page.Locator("[data-approval-state]")).ToContainTextAsync("没有你的密钥");
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Button, new() { Name = "签发" })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_person_who_registered_a_key_is_offered_no_confirmation()
    {
        await using var town = new TownHost();
        await using var both = await OfficerAsync(town, Role.Administrator);
        await both.GoAsync("/keys");
        await both.Page.GetByRole(AriaRole.Button, new() { Name = "登记本机密钥" }).ClickAsync();
        await Assertions.Expect(both.Page.GetByText("等另一个人确认")).ToBeVisibleAsync();
        await Assertions.Expect(both.Page.GetByRole(AriaRole.Button, new() { Name = "当面核对过编号，确认" })).ToHaveCountAsync(0);

        await both.Page.GetByRole(AriaRole.Button, new() { Name = "移除" }).ClickAsync();
        await Assertions.Expect(both.Page.GetByText("还没有登记过密钥")).ToBeVisibleAsync();
    }

    private static async Task<(string Topic, byte[] Document)> NextOrderAsync(FakeGateway gateway)
    {
        var message = await gateway.NextAsync();
        return message.Topic == Topics.GatewayOrders(gateway.Id) ? message : await NextOrderAsync(gateway);
    }

    private static async Task RegisterAsync(TownHost town, SigningKey key)
    {
        var desk = town.Get<OperatorKeyDesk>();
        await desk.RegisterAsync("李四", key.PublicKey.ToArray(), "lisi", Stop);
        Assert.Equal(OperatorKeyResult.Done, await desk.ConfirmAsync(key.KeyId, "zhangsan", Stop));
    }

    // What the gateway says of its installed revision is taken from its state.
    private static async Task SayInstalledAsync(TownHost town, FakeGateway gateway)
    {
        await gateway.SayAsync();
        await using var database = town.OpenDatabase();
        while (await database.Gateways.AsNoTracking().Where(known => known.Id == gateway.Id).Select(known => known.InstalledRevision).SingleAsync(Stop) != gateway.Configuration.Revision)
        {
            await Task.Yield();
        }
    }

    private static async Task ChangeNameAsync(TownHost town, string id)
    {
        await using var scope = town.Get<IServiceScopeFactory>().CreateAsyncScope();
        var register = scope.ServiceProvider.GetRequiredService<GatewayRegister>();
        await register.ChangeAsync((await register.FindAsync(id, Stop))!, new GatewayChangeRequest { Name = "东寨村北口" }, Stop);
        Assert.NotEmpty(await town.Get<ConfigurationApprovals>().ListAsync(Stop));
    }

    private async Task<WatchedPage> OfficerAsync(TownHost town, params Role[] more)
    {
        var (name, password, _) = await Operators.People.MakeAsync(town, [Role.DutyOfficer, .. more]);
        var page = await browser.OpenAtTheDoorAsync(town);
        await page.LoginAsync(name, password);
        return page;
    }
}
