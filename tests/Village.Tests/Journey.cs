using System.Text.RegularExpressions;
using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Village;

/// <summary>What people do at the console again and again, and what can be known of the villages' lines meanwhile.</summary>
internal static class Journey
{
    /// <summary>The town's.</summary>
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private const double Enough = 0.95;

    /// <summary>The town's day.</summary>
    public static DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), Zone).DateTime);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>The file as it is, once, at its time.</summary>
    /// <param name="gateway">Where.</param>
    /// <param name="source">The file's samples.</param>
    /// <param name="start">By the town's clock.</param>
    /// <param name="clockAhead">How far that is ahead of this machine's.</param>
    public static async Task AssertHeardAsync(VillageGateway gateway, short[] source, DateTimeOffset start, TimeSpan clockAhead = default)
    {
        var (openedAt, line) = await RecordingAfterAsync(gateway, start - TimeSpan.FromSeconds(10), start - clockAhead + TimeSpan.FromSeconds(50 + ((double)source.Length / WavFile.SampleRate)));
        var match = Listening.Align(source, line, line.Length);
        Assert.True(match.Correlation >= Enough, $"{gateway.Place.Name}: {match}");
        var heardAt = openedAt + TimeSpan.FromSeconds((double)match.LagSamples / WavFile.SampleRate);
        Assert.InRange((heardAt - start).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    /// <summary>The week of that day, once it can be worked on.</summary>
    public static async Task OpenWeekAsync(ConsoleBrowser console, IPage page, DateOnly day)
    {
        await console.GoLiveAsync(page, $"week?from={day:yyyy-MM-dd}");
        await page.Locator(".week__board[data-ready]").WaitForAsync();
    }

    /// <summary>The dialog of a new plan of what has that title, in an open week.</summary>
    public static async Task<ILocator> NewPlanAsync(IPage page, string content)
    {
        // Until then the button is only drawn.
        await page.Locator(".week__board[data-ready]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "新建排期", Exact = true }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("播什么").SelectOptionAsync(new SelectOptionValue { Label = await OptionAsync(dialog, content) });
        return dialog;
    }

    /// <summary>An entry of the week, and what to do with it.</summary>
    public static async Task PickAsync(IPage page, string title, string time, string what)
    {
        await page.Locator($".slot[title^='{time} ']", new() { HasText = title }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = what, Exact = true }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    public static async Task SaveAsync(ILocator dialog)
    {
        await dialog.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    /// <summary>Accounts, made by an administrator; the password of each name.</summary>
    public static Task<Dictionary<string, string>> MakePeopleAsync(ConsoleBrowser console, IPage page, params (string Name, string Role)[] wanted) =>
        MakePeopleAsync(console, page, null, wanted);

    /// <summary>As above, with the code of the area where they may do what their role may.</summary>
    public static async Task<Dictionary<string, string>> MakePeopleAsync(ConsoleBrowser console, IPage page, string? area, params (string Name, string Role)[] wanted)
    {
        var passwords = new Dictionary<string, string>();
        foreach (var (name, role) in wanted)
        {
            await console.GoAsync(page, "people");
            var form = page.Locator("form", new() { Has = page.GetByRole(AriaRole.Button, new() { Name = "新建" }) });
            await form.GetByLabel("账号（登录用）").FillAsync(name);
            await form.GetByLabel("姓名").FillAsync(name);
            await form.GetByLabel(role, new() { Exact = true }).CheckAsync();
            await form.GetByLabel("区域（村干部的）").SelectOptionAsync(new SelectOptionValue { Value = area ?? "" });
            await form.GetByRole(AriaRole.Button, new() { Name = "新建" }).ClickAsync();
            passwords[name] = await page.GetByRole(AriaRole.Status).Locator("code").InnerTextAsync();
        }

        return passwords;
    }

    /// <summary>The programme, playlist or column of that title in a choice of them.</summary>
    public static async Task<string> OptionAsync(ILocator dialog, string title) =>
        await dialog.Locator("option", new() { HasTextRegex = new Regex(Regex.Escape(title)) }).First.InnerTextAsync();

    /// <summary>The first whole minute that is so far away: the console plans by minutes.</summary>
    public static DateTimeOffset NextMinute(TimeSpan atLeast)
    {
        var from = TimeProvider.System.GetUtcNow() + atLeast;
        return from.AddTicks(TimeSpan.TicksPerMinute - (from.Ticks % TimeSpan.TicksPerMinute));
    }

    /// <summary>How many changes of its relays each gateway has had.</summary>
    public static async Task<Dictionary<string, int>> PinsAsync(TownRunner town)
    {
        var counts = new Dictionary<string, int>();
        foreach (var gateway in town.Gateways)
        {
            counts[gateway.Id] = (await gateway.ReadPinsAsync(Stop)).Count;
        }

        return counts;
    }

    /// <summary>No relay of a gateway has moved since then, but for some.</summary>
    public static async Task AssertSilentAsync(TownRunner town, Dictionary<string, int> before, params IReadOnlyList<VillageGateway> but)
    {
        var after = await PinsAsync(town);
        Assert.All(town.Gateways.Except(but), gateway => Assert.Equal(before[gateway.Id], after[gateway.Id]));
    }

    /// <summary>Whatever was recorded of a broadcast that opened its output after the instant, once it is whole.</summary>
    public static async Task<(DateTimeOffset OpenedAt, short[] Samples)> RecordingAfterAsync(VillageGateway gateway, DateTimeOffset after, DateTimeOffset limit)
    {
        (DateTimeOffset, short[])? found = null;
        await DueSchedule.UntilAsync(limit, () =>
        {
            foreach (var facts in Directory.GetFiles(gateway.RecordingsFolder, "*.json"))
            {
                using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(facts));
                if (document.RootElement.TryGetProperty("firstSampleAt", out var at) && at.GetDateTimeOffset() > after)
                {
                    found = (at.GetDateTimeOffset(), WavFile.Read(Path.ChangeExtension(facts, ".wav")));
                }
            }

            return Task.FromResult(found is not null);
        }, $"nothing sounded in {gateway.Place.Name}", Stop);
        return found!.Value;
    }
}
