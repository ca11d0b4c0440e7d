using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Import;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Library;

public sealed class LibraryTests(Browser browser, Workshop workshop) : IClassFixture<Workshop>
{
    private const string PlayedSoFar = "() => document.getElementById('player').currentTime";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_files_that_are_dropped_become_programmes_that_can_be_heard_and_seen()
    {
        await using var host = new TownHost();
        await using var page = await OpenAsync(host, "/library");
        await DropAsync(page.Page, await workshop.SoundAsync("冬季取暖.mp3", Workshop.Chord(8, 300)), await workshop.SoundAsync("雾天行车.wav", "anoisesrc=d=5:a=0.3"));

        var first = page.Page.Locator("#programmes tr", new() { HasText = "冬季取暖" });
        await Assertions.Expect(first).ToContainTextAsync("00:08", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Page.Locator("#programmes tr", new() { HasText = "雾天行车" })).ToContainTextAsync("00:05", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Page.Locator(".upload", new() { HasText = "存好了。" })).ToHaveCountAsync(2);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "试听《冬季取暖》" }).ClickAsync();
        await page.Page.WaitForFunctionAsync("() => document.getElementById('player').currentTime > 0.3");
        Assert.Equal(1, await page.Page.Locator("audio").CountAsync());
        await page.PictureAsync("library-uploaded");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "冬季取暖" }).ClickAsync();
        var slider = page.Page.GetByRole(AriaRole.Slider);
        await slider.FocusAsync();
        await slider.PressAsync("ArrowRight");
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuenow", "5.0");
        await slider.PressAsync("Home");
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuenow", "0.0");
        var box = (await slider.BoundingBoxAsync())!;
        await slider.ClickAsync(new() { Position = new() { X = box.Width / 2, Y = 40 } });
        Assert.InRange(await page.Page.EvaluateAsync<double>(PlayedSoFar), 3.8, 4.2);
        await page.PictureAsync("programme");
    }

    [Fact]
    public async Task What_is_not_audio_is_refused_in_a_sentence_and_a_taken_title_can_be_changed()
    {
        await using var host = new TownHost();
        await using var page = await OpenAsync(host, "/library");
        var letter = workshop.Path("信.mp3");
        await File.WriteAllTextAsync(letter, "尊敬的村民", Cancellation);
        await DropAsync(page.Page, letter);
        await Assertions.Expect(page.Page.Locator(".upload", new() { HasText = "这个文件不是音频" })).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await DropAsync(page.Page, await workshop.SoundAsync("通知.wav", "sine=f=400:d=2"));
        await Assertions.Expect(page.Page.Locator("#programmes tr", new() { HasText = "通知" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await DropAsync(page.Page, await workshop.SoundAsync("通知.wav", "sine=f=900:d=3"));
        var taken = page.Page.Locator(".upload[data-state=refused]", new() { HasText = "已经有一个同名的节目" });
        await taken.GetByLabel("换一个名字").FillAsync("通知二");
        await taken.GetByRole(AriaRole.Button, new() { Name = "再存" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("#programmes tr", new() { HasText = "通知二" })).ToContainTextAsync("00:03", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task An_upload_that_broke_off_goes_on_after_a_reload_where_it_was()
    {
        await using var host = new TownHost();
        await using var page = await OpenAsync(host, "/library");
        page.ComplaintsAreExpected = true;
        var sound = await workshop.SoundAsync("村务公开.wav", Workshop.Chord(60, 350));
        var offsets = new System.Collections.Concurrent.ConcurrentQueue<string>();
        page.Page.Request += (_, request) => { if (request.Method == "PATCH") { offsets.Enqueue(new Uri(request.Url).Query); } };
        await page.Page.RouteAsync("**/api/uploads/*?offset=*", route => route.Request.Url.EndsWith("offset=0", StringComparison.Ordinal) ? route.ContinueAsync() : route.AbortAsync());
        await page.Page.Locator("[data-files]").SetInputFilesAsync(sound);
        await Assertions.Expect(page.Page.Locator(".upload")).ToContainTextAsync("网断了，传到 2.0 兆", new() { Timeout = 30_000 });

        await page.Page.UnrouteAllAsync();
        await page.GoLiveAsync("/library");
        var left = page.Page.Locator(".upload", new() { HasText = "再选一次这个文件" });
        await Assertions.Expect(left).ToContainTextAsync("传到 2.0 兆");
        offsets.Clear();
        var chooser = await page.Page.RunAndWaitForFileChooserAsync(() => left.GetByRole(AriaRole.Button, new() { Name = "接着传" }).ClickAsync());
        await chooser.SetFilesAsync(sound);

        await Assertions.Expect(page.Page.Locator("#programmes tr", new() { HasText = "村务公开" })).ToContainTextAsync("01:00", new() { Timeout = 60_000 });
        Assert.Equal("?offset=2097152", offsets.First());
    }

    [Fact]
    public async Task Without_script_a_file_is_uploaded_by_a_plain_form()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/library");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "上传" }).ClickAsync();
        var letter = workshop.Path("假的.mp3");
        await File.WriteAllTextAsync(letter, "尊敬的村民", Cancellation);
        await page.Page.GetByLabel("音频文件").SetInputFilesAsync(letter);
        await page.Page.GetByLabel("节目名").FillAsync("元宵灯会");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "上传" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("这个文件不是音频");
        await Assertions.Expect(page.Page.GetByLabel("节目名")).ToHaveValueAsync("元宵灯会");

        await page.Page.GetByLabel("音频文件").SetInputFilesAsync(await workshop.SoundAsync("灯会.mp3", "sine=f=500:d=3"));
        await page.Page.GetByLabel("分类").SelectOptionAsync("交通安全");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "上传" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("传好了");
        var programme = Assert.Single(await host.GetAsync<List<ProgrammeView>>("/api/programmes"));
        Assert.Equal(("元宵灯会", Category.RoadSafety), (programme.Title, programme.Category));
    }

    [Fact]
    public async Task A_recording_from_the_microphone_becomes_a_programme()
    {
        await using var host = new TownHost();
        await using var page = await OpenAsync(host, "/library");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "录音" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "开始录" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("[data-time]")).ToHaveTextAsync("00:03", new() { Timeout = 20_000 });
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "录完了" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Dialog).GetByLabel("节目名").FillAsync("村长讲两句");
        await page.PictureAsync("library-recorder");
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "存成节目" }).ClickAsync();

        await Assertions.Expect(page.Page.Locator("#programmes tr", new() { HasText = "村长讲两句" })).ToContainTextAsync("录音", new() { Timeout = 60_000 });
        var programme = Assert.Single(await host.GetAsync<List<ProgrammeView>>("/api/programmes"));
        Assert.Equal(ProgrammeOrigin.Recorded, programme.Origin);
        Assert.InRange(programme.LengthMs, 2_000, 20_000);
    }

    [Fact]
    public async Task Start_and_end_are_taken_off_and_the_earlier_version_comes_back()
    {
        await using var host = new TownHost();
        var id = await UploadAsync(host, await workshop.SoundAsync("长.wav", Workshop.Chord(10, 600)), "长节目");
        await using var page = await OpenAsync(host, $"/library/{id}");
        await page.Page.GetByLabel("从（分:秒）").FillAsync("2");
        await page.Page.GetByLabel("到（分:秒）").FillAsync("00:08.5");
        await page.Page.GetByLabel("渐弱几秒").FillAsync("1.5");
        await page.PictureAsync("programme-cut");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "剪成新的一版" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("剪好了，这是第 2 版")).ToBeVisibleAsync();
        var cut = await host.GetAsync<ProgrammeView>($"/api/programmes/{id}");
        Assert.InRange(cut.LengthMs, 6_400, 6_600);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "恢复第 1 版" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("恢复好了，这是第 3 版")).ToBeVisibleAsync();
        Assert.InRange((await host.GetAsync<ProgrammeView>($"/api/programmes/{id}")).LengthMs, 9_900, 10_100);
    }

    [Fact]
    public async Task A_programme_is_renamed_tagged_and_dated_and_not_deleted_while_it_is_planned()
    {
        await using var host = new TownHost();
        host.StopAt(TownClock.TuesdayMorning);
        var week = new SampleWeek(host).Add("秋冬雾天行车", Category.RoadSafety, 5, "12:15", []);
        await week.WriteAsync();
        var id = (await host.GetAsync<List<ProgrammeView>>("/api/programmes")).Single().Id;
        await using var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false, ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GoAsync($"/library/{id}");
        await page.Page.GetByLabel("节目名").FillAsync("雾天慢行");
        await page.Page.GetByLabel("标签，用空格隔开").FillAsync("冬季 交警");
        await page.Page.GetByLabel("有效到哪天").FillAsync("2026-11-20");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByText("11月20日 就过期了")).ToBeVisibleAsync();

        await page.Page.GetByText("删除这个节目").ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "删除《雾天慢行》" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("排期“秋冬雾天行车”还在用");

        await page.GoAsync("/library?q=交警");
        await Assertions.Expect(page.Page.Locator("#programmes tbody tr")).ToContainTextAsync("过期了，还排着 1 个排期");
        await page.GoAsync("/library?q=没有这个词");
        await Assertions.Expect(page.Page.GetByText("没有找到")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_edit_that_somebody_else_overtook_is_shown_and_not_lost()
    {
        await using var host = new TownHost();
        await new SampleWeek(host).Add("秋冬雾天行车", Category.RoadSafety, 5, "12:15", []).WriteAsync();
        var id = (await host.GetAsync<List<ProgrammeView>>("/api/programmes")).Single().Id;
        await using var mine = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await using var theirs = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await mine.GoAsync($"/library/{id}");
        await theirs.GoAsync($"/library/{id}");
        await theirs.Page.GetByLabel("节目名").FillAsync("她的名字");
        await theirs.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await mine.Page.GetByLabel("节目名").FillAsync("我的名字");
        await mine.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(mine.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("现在是：她的名字");
        await Assertions.Expect(mine.Page.GetByLabel("节目名")).ToHaveValueAsync("我的名字");
        await mine.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        Assert.Equal("我的名字", (await host.GetAsync<ProgrammeView>($"/api/programmes/{id}")).Title);
    }

    internal static async Task<Guid> UploadAsync(TownHost host, string path, string title)
    {
        await using var file = File.OpenRead(path);
        return (await host.Get<ProgrammeLibrary>().ImportAsync(file, Path.GetFileName(path), title, Category.Notice, progress: null, Cancellation)).Programme.Id;
    }

    private async Task<WatchedPage> OpenAsync(TownHost host, string path)
    {
        var page = await browser.OpenAsync(host, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 }, Permissions = ["microphone"] });
        await page.GoLiveAsync(path);
        return page;
    }

    private static async Task DropAsync(IPage page, params string[] paths)
    {
        var files = paths.Select(path => new { name = Path.GetFileName(path), data = Convert.ToBase64String(File.ReadAllBytes(path)) }).ToArray();
        var transfer = await page.EvaluateHandleAsync(
            """
            files => {
                const transfer = new DataTransfer();
                files.forEach(({ name, data }) => transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name)));
                return transfer;
            }
            """,
            files);
        var zone = page.Locator("[data-drop]");
        await zone.DispatchEventAsync("dragover", new { dataTransfer = transfer });
        await Assertions.Expect(zone).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("is-over"));
        await zone.DispatchEventAsync("drop", new { dataTransfer = transfer });
    }
}
