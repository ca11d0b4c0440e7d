using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Language;

/// <summary>What a visitor reads: no English in the Chinese console, no Chinese in the English one, but for what the town itself has written.</summary>
public sealed partial class VisitTests(Browser browser, TuesdayTown town) : IClassFixture<TuesdayTown>
{
    // All that a person reads or hears, without what is marked as being in another language, and without code.
    private const string Read = """
        () => {
            const said = [];
            const walk = (node) => {
                if (node.nodeType === Node.TEXT_NODE) { said.push(node.nodeValue); return; }
                if (node.nodeType !== Node.ELEMENT_NODE || node.matches("script, noscript, style, code, .seal, body [lang]")) { return; }
                for (const name of ["aria-label", "title", "placeholder", "alt"]) { if (node.hasAttribute(name)) { said.push(node.getAttribute(name)); } }
                node.childNodes.forEach(walk);
            };
            walk(document.body);
            return [document.title, ...said].map((text) => text.trim()).filter((text) => text !== "");
        }
        """;

    // Names that people here write so themselves.
    private static readonly string[] Names = ["MQTT", "CAP", "Opus", "MP3", "M4A", "WAV", "RSS", "iCalendar", "ICS", "QR", "https", "admin", "LUFS", "Esc", "CSV"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/week")]
    [InlineData("/week/days")]
    [InlineData("/library")]
    [InlineData("/library/speak")]
    [InlineData("/talk")]
    [InlineData("/gateways")]
    [InlineData("/approvals")]
    [InlineData("/keys")]
    [InlineData("/people")]
    [InlineData("/tokens")]
    [InlineData("/account")]
    [InlineData("/more")]
    [InlineData("/offline")]
    [InlineData("/stopped?what=all")]
    public async Task The_Chinese_console_speaks_no_English(string path)
    {
        await using var page = await browser.OpenAsync(town.Host, Wide());
        var said = await SaidAsync(page, path);
        var words = said.SelectMany(text => Word().Matches(text).Select(word => (Word: word.Value, text)));
        Assert.DoesNotContain(words, each => !Names.Contains(each.Word, StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/week")]
    [InlineData("/week?view=month")]
    [InlineData("/library")]
    [InlineData("/talk")]
    [InlineData("/approvals")]
    [InlineData("/keys")]
    [InlineData("/people")]
    [InlineData("/tokens")]
    [InlineData("/account")]
    [InlineData("/more")]
    [InlineData("/offline")]
    [InlineData("/stopped?what=all")]
    public async Task The_English_console_speaks_no_Chinese_but_the_towns_own(string path)
    {
        await using var page = await browser.OpenAsync(town.Host, Wide());
        await page.GoAsync("/account");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).WaitForAsync();
        var own = await OwnAsync();
        var said = await SaidAsync(page, path);
        await page.PictureAsync($"english-{path.Trim('/').Split('?')[0].Replace('/', '-')}");
        Assert.DoesNotContain(said, text => Chinese().IsMatch(own.Aggregate(text, (left, name) => left.Replace(name, "", StringComparison.Ordinal))));
    }

    private static BrowserNewContextOptions Wide() => new() { TimezoneId = "Asia/Shanghai", ViewportSize = new() { Width = 1440, Height = 900 } };

    private static async Task<string[]> SaidAsync(WatchedPage page, string path)
    {
        // What is for the time without a server has no live part.
        await (path == "/offline" ? page.GoAsync(path) : page.GoLiveAsync(path));
        return await page.Page.EvaluateAsync<string[]>(Read);
    }

    // The longest first: 下二坝村 before 二坝村.
    private async Task<IReadOnlyList<string>> OwnAsync()
    {
        await using var database = town.Host.OpenDatabase();
        return
        [
            .. (await database.Areas.Select(area => area.Name).ToListAsync(Stop))
                .Concat(await database.Programmes.Select(programme => programme.Title).ToListAsync(Stop))
                .Concat(await database.Schedules.Select(schedule => schedule.Title).ToListAsync(Stop))
                .Concat(await database.Gateways.Select(gateway => gateway.Name).ToListAsync(Stop))
                .Concat(await database.Accounts.Select(account => account.DisplayName).ToListAsync(Stop))
                .OrderByDescending(name => name.Length),
        ];
    }

    [GeneratedRegex("[A-Za-z]{3,}")]
    private static partial Regex Word();

    [GeneratedRegex("[\u4e00-\u9fff]")]
    private static partial Regex Chinese();
}
