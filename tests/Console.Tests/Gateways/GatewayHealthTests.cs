using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Gateways.Maintenance;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Gateways;

public sealed class GatewayHealthTests(Browser browser, TownHost town) : IClassFixture<TownHost>
{
    private static readonly DateTimeOffset Yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_fault_stands_with_how_bad_it_is_and_what_to_do_the_worst_first()
    {
        await using var gateway = await town.EnrolAsync(1);
        town.Says(gateway, 1, state => state with
        {
            Faults = [Fault(FaultCode.StoreDamaged), Fault(FaultCode.DiskFull, "剩 12 MB"), Fault(FaultCode.SoundLost)],
            SelfTest = new SelfTestReading { At = Yesterday, Passed = false },
            Amplifier = state.Amplifier with { LineMv = 412, SupplyMv = 4980, Board = "bridge", Firmware = "1.1.0" },
            Machine = new MachineReading { TemperatureC = 47.5, SignalDbm = -87, Build = "aot" },
        });
        await using var page = await OpenAsync(Role.Auditor);
        await page.GoLiveAsync($"/gateways/{gateway.Id}");
        await page.PictureAsync("gateway-faults");

        var faults = page.Page.Locator("[data-panel=faults] .say");
        await Assertions.Expect(faults).ToHaveCountAsync(3);
        await Assertions.Expect(faults.Nth(0)).ToContainTextAsync("插紧或更换声卡");
        await Assertions.Expect(faults.Nth(0)).ToContainTextAsync("严重");
        await Assertions.Expect(faults.Nth(1)).ToContainTextAsync("清理日志或换更大的存储卡");
        await Assertions.Expect(faults.Nth(1)).ToContainTextAsync("剩 12 MB");
        await Assertions.Expect(faults.Nth(2)).ToContainTextAsync("提醒");
        var now = page.Page.Locator("[data-panel=now]");
        foreach (var fact in (string[])["没有通过", "412 毫伏", "4.98 伏", "47.5 ℃", "-87 dBm", "bridge 1.1.0", "1.0.0（aot）"])
        {
            await Assertions.Expect(now).ToContainTextAsync(fact);
        }

        town.Says(gateway, 2, state => state with { Faults = [] });
        await Assertions.Expect(faults).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_list_and_the_town_show_which_gateway_has_faults()
    {
        await using var broken = await town.EnrolAsync(2);
        await using var warned = await town.EnrolAsync(3);
        town.Says(broken, 1, state => state with { Faults = [Fault(FaultCode.ContactWelded)] });
        town.Says(warned, 1, state => state with { Faults = [Fault(FaultCode.JournalStuck), Fault(FaultCode.Temperature)] });
        await using var page = await OpenAsync(Role.Auditor);

        await page.GoAsync("/gateways");
        await page.PictureAsync("gateways-faults");
        var rows = page.Page.Locator("tbody tr");
        await Assertions.Expect(rows.Filter(new() { Has = page.Page.Locator($"a[href='gateways/{broken.Id}']") })).ToContainTextAsync("1 个");
        await Assertions.Expect(rows.Filter(new() { Has = page.Page.Locator($"a[href='gateways/{warned.Id}']") })).ToContainTextAsync("2 个");

        await page.GoLiveAsync("/");
        await Assertions.Expect(page.Page.Locator($"[data-gateway={broken.Id}]")).ToContainTextAsync("故障：触点断不开");
        await Assertions.Expect(page.Page.Locator($"[data-gateway={broken.Id}]")).ToHaveClassAsync("st-fault");
        await Assertions.Expect(page.Page.Locator($"[data-gateway={warned.Id}]")).ToContainTextAsync("要留意");
        await Assertions.Expect(page.Page.Locator(".say").First).ToContainTextAsync("立即到现场断开功放电源");
    }

    [Fact]
    public async Task A_technician_asks_for_a_self_test_and_sees_what_came_of_it()
    {
        await using var gateway = await (await town.EnrolAsync(4)).ListenAsync();
        town.Says(gateway, 1);
        await using var page = await OpenAsync(Role.Technician);
        await page.GoLiveAsync($"/gateways/{gateway.Id}");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "巡检" }).ClickAsync();

        var first = page.Page.Locator("[data-panel=tasks] tbody tr").First;
        await Assertions.Expect(first).ToContainTextAsync("已下达，等回音");
        var order = await OrderAsync(gateway);
        Assert.Equal(MaintenanceTask.SelfTest, order.Maintain!.Task);
        await SayAsync(gateway, order, PlaybackStage.Received);
        await Assertions.Expect(first).ToContainTextAsync("网关收到，正在做");
        await SayAsync(gateway, order, PlaybackStage.Failed, "zone 2 reads open");
        await Assertions.Expect(first).ToContainTextAsync("有问题：zone 2 reads open");
        await page.PictureAsync("gateway-maintenance");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "响铃测试" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_chime_needs_a_tick_and_a_gateway_that_is_offline_is_asked_nothing()
    {
        await using var gateway = await town.EnrolAsync(5);
        await using var page = await OpenAsync(Role.Administrator, script: false);
        await page.GoAsync($"/gateways/{gateway.Id}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "响铃测试" }).ClickAsync();
        Assert.True(await page.Page.GetByLabel("全村会听到").EvaluateAsync<bool>("box => box.matches(':invalid')"));

        await page.Page.GetByLabel("全村会听到").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "响铃测试" }).ClickAsync();

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("网关离线");
        Assert.Empty(await town.GetAsync<List<MaintenanceView>>($"/api/gateways/{gateway.Id}/maintenance"));
    }

    [Theory]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    public async Task The_page_of_a_gateway_in_trouble_fits_and_is_readable(int width, ColorScheme scheme)
    {
        await using var gateway = await town.EnrolAsync(6);
        town.Says(gateway, 1, state => state with { Faults = [Fault(FaultCode.LineSilent), Fault(FaultCode.SelfTestOverdue)] });
        await using var page = await OpenAsync(Role.Administrator, size: new() { Width = width, Height = 900 }, scheme: scheme);
        await page.GoLiveAsync($"/gateways/{gateway.Id}");
        await page.PictureAsync($"gateway-trouble-{scheme}-{width}");

        Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        var result = await page.Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Help}"));
    }

    [Fact]
    public void Every_task_and_level_has_words()
    {
        Assert.All(Enum.GetValues<MaintenanceTask>(), task => Assert.NotEmpty(MaintenanceWords.Of(task)));
        Assert.Equal(3, Enum.GetValues<AgentLogLevel>().Select(level => MaintenanceWords.Of(level)).Distinct().Count());
    }

    private static FaultReading Fault(FaultCode code, string? detail = null) => new() { Code = code, Since = Yesterday, Detail = detail };

    private async Task SayAsync(FakeGateway gateway, Order order, PlaybackStage stage, string? detail = null) => await town.Get<ReportIntake>().TakeAsync(new PlaybackReport
    {
        Version = WireVersion.Current,
        ReportId = Guid.NewGuid(),
        Gateway = gateway.Id,
        At = DateTimeOffset.UnixEpoch,
        OrderId = order.OrderId,
        Stage = stage,
        Detail = detail,
    });

    private static async Task<Order> OrderAsync(FakeGateway gateway)
    {
        while (true)
        {
            var (topic, document) = await gateway.NextAsync();
            using var keys = ConfigurationCodec.KeysOf(gateway.Configuration);
            if (topic == Topics.GatewayOrders(gateway.Id) && OrderCodec.TryOpen(document, keys, out var order, out _))
            {
                return order;
            }
        }
    }

    private async Task<WatchedPage> OpenAsync(Role role, bool script = true, ViewportSize? size = null, ColorScheme? scheme = null)
    {
        Stop.ThrowIfCancellationRequested();
        var (name, password, _) = await Operators.People.MakeAsync(town, role);
        var page = await browser.OpenAtTheDoorAsync(town, new BrowserNewContextOptions { JavaScriptEnabled = script, ViewportSize = size, ColorScheme = scheme });
        await page.LoginAsync(name, password);
        return page;
    }
}
