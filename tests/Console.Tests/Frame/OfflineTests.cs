using CloudBroadcast.Controller.Operators.Duty;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>What a phone still has when there is no server. The town is met at 127.0.0.1, where browsers allow it without https.</summary>
public sealed class OfflineTests(Browser browser)
{
    private const string IsKept = "async () => await caches.match('/offline') !== undefined";

    [Fact]
    public async Task Without_a_line_todays_plan_and_the_numbers_stay_and_logging_out_takes_them_away()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        var phones = host.Get<DutyPhones>();
        var seen = await phones.ReadAsync(TestContext.Current.CancellationToken);
        await phones.SaveAsync([("镇值班室", "0935-752 0001"), ("运维 赵师傅", "138 9300 0002")], seen.Version, TestContext.Current.CancellationToken);
        await SampleWeek.Usual(host).WriteAsync();
        await using var page = await browser.OpenAsync(
            host, new BrowserNewContextOptions { ServiceWorkers = ServiceWorkerPolicy.Allow, ViewportSize = new() { Width = 390, Height = 844 } });
        await page.GoLiveAsync("/library");
        await page.Page.WaitForFunctionAsync(IsKept);

        page.ComplaintsAreExpected = true;
        await page.Page.Context.SetOfflineAsync(true);
        await page.GoAsync("/week");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("今天的安排和电话");
        await Assertions.Expect(page.Page.GetByText("11月24日 周二 07:07 存下的，北京时间")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "反诈提醒：冒充客服退款" })).ToContainTextAsync("07:15");
        Assert.Equal("tel:09357520001", await page.Page.GetByRole(AriaRole.Link, new() { Name = "0935-752 0001" }).GetAttributeAsync("href"));
        Assert.NotEqual("rgba(0, 0, 0, 0)", await page.Page.Locator(".panel").First.EvaluateAsync<string>("panel => getComputedStyle(panel).backgroundColor"));
        await page.PictureAsync("offline-phone");
        Assert.Equal(390, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        var result = await page.Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id));

        // Everything that is kept: the page, its colours and its outlines.
        var kept = await page.Page.EvaluateAsync<string[]>("async () => (await (await caches.open('offline')).keys()).map(({ url }) => new URL(url).pathname)");
        Assert.Contains("/offline", kept);
        Assert.All(kept, path => Assert.Matches(@"^/offline$|\.(css|svg)$", path));

        await page.Page.Context.SetOfflineAsync(false);
        await page.GoLiveAsync("/more");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "退出" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("登录");
        Assert.False(await page.Page.EvaluateAsync<bool>(IsKept));
    }

    [Fact]
    public async Task Whoever_presses_stop_without_a_line_hears_that_it_did_not_arrive()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ServiceWorkers = ServiceWorkerPolicy.Allow });
        await page.GoLiveAsync("/week");
        await page.Page.WaitForFunctionAsync(IsKept);
        page.ComplaintsAreExpected = true;
        await page.Page.Context.SetOfflineAsync(true);
        await page.Page.GetByText("停止", new() { Exact = true }).First.ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "停止全部日常播出" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("刚才按的停止、存的东西没有送到。")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("还没有登记电话。")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_console_can_be_installed()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAtTheDoorAsync(host);
        await page.GoAsync("/login");
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        var manifest = await session.SendAsync("Page.getAppManifest");
        Assert.Equal(0, manifest!.Value.GetProperty("errors").GetArrayLength());
        var read = System.Text.Json.JsonDocument.Parse(manifest.Value.GetProperty("data").GetString()!).RootElement;
        Assert.Equal("云广播", read.GetProperty("name").GetString());
        foreach (var icon in read.GetProperty("icons").EnumerateArray())
        {
            using var answer = await host.Nobody.GetAsync(new Uri("/" + icon.GetProperty("src").GetString(), UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(icon.GetProperty("type").GetString(), answer.Content.Headers.ContentType?.MediaType);
            if (icon.GetProperty("sizes").GetString() is { } sizes && sizes != "any")
            {
                // Width and height stand in a PNG's first chunk, highest byte first.
                var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                var width = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16));
                var height = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20));
                Assert.Equal(sizes, $"{width}x{height}");
            }
        }
    }
}
