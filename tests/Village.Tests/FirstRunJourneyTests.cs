using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Village;

/// <summary>A controller out of the box: from the first login to the chime of the first village's real gateway.</summary>
public sealed class FirstRunJourneyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_village_is_named_enrolled_by_its_code_and_rings_and_somebody_says_that_they_heard_it()
    {
        var folder = Directory.CreateTempSubdirectory("cloudbroadcast-first-").FullName;
        var village = Place.All[0];
        await using (var town = await TownRunner.StartAsync(new TownSettings { Folder = folder, Sample = false, Villages = [village] }, Stop))
        {
            await using var browser = await ConsoleBrowser.StartAsync(town);
            var page = await browser.Browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
            var password = await browser.LoginAsync(page, Stop);
            await page.GetByLabel("镇名").FillAsync("东寨镇");
            await page.GetByLabel("区划代码").FillAsync(Place.TownCode[..9]);
            await NextAsync(page);
            await page.GetByRole(AriaRole.Heading, new() { Name = "镇上用哪里的时间？" }).WaitForAsync();
            await NextAsync(page);
            await page.GetByLabel("现在的密码").First.FillAsync(password);
            await page.GetByLabel("新密码").FillAsync("一座安静的小镇-0104");
            await page.GetByRole(AriaRole.Button, new() { Name = "换密码" }).ClickAsync();
            await page.GetByText("密码换好了").WaitForAsync();
            await NextAsync(page);
            await page.GetByLabel("村名").FillAsync(village.Name);
            await page.GetByLabel("区划代码").FillAsync(village.Code);
            await NextAsync(page);

            // The technician reads the code aloud; somebody types it at the gateway.
            await page.GetByRole(AriaRole.Button, new() { Name = "做入网码" }).ClickAsync();
            var code = await page.Locator("[data-enrolment-code]").InnerTextAsync();
            var gateway = town.Gateways[0];
            await gateway.EnrolAsync(town.GatewayHttpsPort, code.Trim(), Stop);
            gateway.StartBridge();
            gateway.StartAgent(town.MqttPort);
            await town.UntilAllOnlineAsync(Stop);
            await Assertions.Expect(page.Locator(".found li.is-ok")).ToHaveCountAsync(3, new() { Timeout = 60_000 });

            await page.GetByRole(AriaRole.Button, new() { Name = "响三声" }).ClickAsync();
            await Assertions.Expect(page.Locator(".found li.is-ok")).ToHaveCountAsync(4, new() { Timeout = 60_000 });
            var rang = (await gateway.ReadPinsAsync(Stop)).ToList();
            Assert.Contains(rang, change => change.Relays > 1);
            Assert.Equal(0, rang[^1].Relays);
            var sound = Assert.Single(Directory.GetFiles(gateway.RecordingsFolder, "*.wav"));
            Assert.Contains(WavFile.Read(sound), sample => Math.Abs((int)sample) > 1000);

            await page.GetByRole(AriaRole.Button, new() { Name = "听到了", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "开始用" }).ClickAsync();
            await Assertions.Expect(page.Locator(".airbar__town")).ToContainTextAsync("东寨镇");
        }

        Quietly.Remove(folder);
    }

    private static Task NextAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "下一步" }).ClickAsync();
}
