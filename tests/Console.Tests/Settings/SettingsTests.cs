using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Duty;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Settings;

public sealed class SettingsTests(Browser browser, TownHost town) : IClassFixture<TownHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_administrator_keeps_the_numbers_without_script_and_nothing_typed_is_lost()
    {
        await using var page = await browser.OpenAsync(town, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GoAsync("/settings");
        await page.Page.Locator("[name=phoneName]").First.FillAsync("镇值班室");
        await page.Page.Locator("[name=phoneNumber]").First.FillAsync("零九三五");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存电话" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("第 1 行的电话不对");
        await Assertions.Expect(page.Page.Locator("[name=phoneNumber]").First).ToHaveValueAsync("零九三五");

        await page.Page.Locator("[name=phoneNumber]").First.FillAsync("0935-7512345");
        var seen = await town.Get<DutyPhones>().ReadAsync(Stop);
        await town.Get<DutyPhones>().SaveAsync([("别人存的", "110")], seen.Version, Stop);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存电话" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("别人存的 110");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存电话" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Equal(("镇值班室", "0935-7512345"), Assert.Single((await town.Get<DutyPhones>().ReadAsync(Stop)).Phones) is var kept ? (kept.Name, kept.Number) : default);
    }

    [Fact]
    public async Task The_town_gets_another_name_and_keys_are_named_for_what_is_set_elsewhere()
    {
        await using var page = await browser.OpenAsync(town);
        await page.GoLiveAsync("/settings");
        await Assertions.Expect(page.Page.GetByText("Library:ReviewSteps")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByText("还没有备份过")).ToBeVisibleAsync();
        await page.Page.GetByLabel("镇名").FillAsync("东寨新镇");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "存镇名和时区" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator(".airbar__town")).ToContainTextAsync("东寨新镇");
        await using var database = town.OpenDatabase();
        Assert.Contains(await database.AuditEntries.Select(entry => entry.Action).ToListAsync(Stop), action => action == "town.name");

        await page.Page.GetByRole(AriaRole.Region, new() { Name = "语言" }).GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "Settings", Level = 1 })).ToBeVisibleAsync();
        await page.PictureAsync("settings-english");
    }

    [Theory]
    [InlineData(nameof(Role.Technician))]
    [InlineData(nameof(Role.Auditor))]
    public async Task Who_may_only_look_sees_no_form_and_posts_in_vain(string role)
    {
        using var person = await Operators.People.LoginAsync(town, Enum.Parse<Role>(role));
        var page = System.Net.WebUtility.HtmlDecode(await person.GetStringAsync(new Uri("/settings", UriKind.Relative), Stop));
        Assert.Contains("Schedules:MinutesPerDay", page, StringComparison.Ordinal);
        Assert.DoesNotContain("存电话", page, StringComparison.Ordinal);
        using var answer = await Operators.People.ShowAsync(person, "/settings", ("_handler", "phones"), ("phoneName", "x"), ("phoneNumber", "110"), ("version", "x"));
        Assert.False(answer.IsSuccessStatusCode);
    }
}
