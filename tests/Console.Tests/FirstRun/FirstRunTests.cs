using CloudBroadcast.Protocol;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.FirstRun;

public sealed class FirstRunTests(Browser browser) : IAsyncLifetime
{
    private readonly TownHost _host = new();

    public ValueTask InitializeAsync()
    {
        _host.Settings["Areas:Sample"] = "false";
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task From_the_first_login_to_the_first_village()
    {
        await using var watched = await browser.OpenAsync(_host);
        var page = watched.Page;

        // Whatever page is asked for, the first run comes first.
        await watched.GoAsync("/week");
        await page.GetByRole(AriaRole.Heading, new() { Name = "这是哪个镇？" }).WaitForAsync();
        await page.GetByLabel("镇名").FillAsync("东寨镇");
        await page.GetByLabel("区划代码").FillAsync("62032110");
        await NextAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("九位数字");
        await Assertions.Expect(page.GetByLabel("镇名")).ToHaveValueAsync("东寨镇");
        await page.GetByLabel("区划代码").FillAsync("620321104");
        await NextAsync(page);

        await page.GetByRole(AriaRole.Heading, new() { Name = "镇上用哪里的时间？" }).WaitForAsync();
        await Assertions.Expect(page.GetByLabel("时区")).ToHaveValueAsync("Asia/Shanghai");
        await NextAsync(page);

        await page.GetByRole(AriaRole.Heading, new() { Name = "换成你自己的密码" }).WaitForAsync();
        await page.GetByLabel("现在的密码").First.FillAsync(await _host.AdministratorPasswordAsync());
        await page.GetByLabel("新密码").FillAsync("一座安静的小镇-0104");
        await page.GetByRole(AriaRole.Button, new() { Name = "换密码" }).ClickAsync();
        await page.GetByText("密码换好了").WaitForAsync();
        await NextAsync(page);

        await page.GetByLabel("村名").FillAsync("头坝村");
        await page.GetByLabel("功放后面有几个分区").FillAsync("3");
        await NextAsync(page);
        await page.GetByRole(AriaRole.Heading, new() { Name = "让头坝村的网关入网" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "做入网码" }).ClickAsync();
        Assert.True(EnrolmentCode.TryParse(await page.Locator("[data-enrolment-code]").InnerTextAsync(), out _));
        await Assertions.Expect(page.Locator(".qr svg")).ToBeVisibleAsync();

        // A gateway that is not there can't ring, and the page says what is missing.
        await page.GetByRole(AriaRole.Button, new() { Name = "响三声" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("网关离线或者没有入网");
        await page.GetByRole(AriaRole.Link, new() { Name = "先跳过" }).ClickAsync();
        await page.GetByText("还没有一只喇叭响过").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "开始用" }).ClickAsync();
        await Assertions.Expect(page.Locator(".airbar__town")).ToContainTextAsync("东寨镇");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Nothing_serious_stands_in_the_way_of_anybody(ColorScheme scheme, int width)
    {
        await using var watched = await browser.OpenAsync(_host, new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        foreach (var step in Enumerable.Range(1, 5))
        {
            await AdvanceAsync(step);
            await watched.GoAsync("/first-run");
            await watched.PictureAsync($"first-run-{step}-{scheme}-{width}");
            var result = await watched.Page.RunAxe();
            Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{step} {violation.Id}: {violation.Help}"));
            Assert.True(await watched.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"Step {step} scrolls sideways.");
        }
    }

    private static Task NextAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "下一步" }).ClickAsync();

    private async Task AdvanceAsync(int step)
    {
        var (setup, cancellation) = (_host.Get<CloudBroadcast.Controller.Areas.Setup.TownSetup>(), TestContext.Current.CancellationToken);
        await (step switch
        {
            2 => setup.NameTownAsync("东寨镇", "620321104", cancellation),
            3 => setup.SetZoneAsync("Asia/Shanghai", cancellation),
            4 => setup.FinishAccountAsync(cancellation),
            5 => setup.HearAsync("张慧", cancellation),
            _ => Task.CompletedTask,
        });
    }
}
