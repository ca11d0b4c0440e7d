using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.Login;

/// <summary>Every page is watched: a script or style that the content policy refuses fails the test as a complaint.</summary>
public sealed class LoginTests(Browser browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_logs_in_by_hand_lands_where_they_wanted_and_logs_out(bool script)
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAtTheDoorAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = script });
        await page.GoAsync("/week?from=2026-11-24");
        Assert.Contains("/login?back=", page.Page.Url, StringComparison.Ordinal);
        await page.PictureAsync("login");
        await FillAsync(page, "admin", await host.AdministratorPasswordAsync());
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("排期");
        Assert.EndsWith("/week?from=2026-11-24", page.Page.Url, StringComparison.Ordinal);
        if (script)
        {
            // A circuit that is still being laid when its person leaves is refused, and the browser complains.
            await page.Page.Locator(".airbar__now[data-live]").WaitForAsync();
        }

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "退出" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("登录");
        await page.GoAsync("/");
        Assert.Contains("/login", page.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_words_and_the_name_stays()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAtTheDoorAsync(host);
        await page.GoAsync("/login");
        await FillAsync(page, "admin", "wrong password");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(DoorWords.Refused);
        await Assertions.Expect(page.Page.GetByLabel("账号")).ToHaveValueAsync("admin");
        await page.PictureAsync("login-wrong");
    }

    [Fact]
    public async Task A_person_switches_the_second_factor_on_and_needs_it_from_then_on()
    {
        await using var host = new TownHost();
        var password = await host.AdministratorPasswordAsync();
        string secret;
        await using (var page = await browser.OpenAsync(host))
        {
            await page.GoAsync("/account");
            var panel = page.Page.GetByRole(AriaRole.Region, new() { Name = "动态口令" });
            await panel.GetByLabel("现在的密码").FillAsync(password);
            await panel.GetByRole(AriaRole.Button, new() { Name = "开启动态口令" }).ClickAsync();
            secret = await panel.Locator("code").InnerTextAsync();
            await page.PictureAsync("account-second-factor");
            await panel.GetByLabel("六位数字").FillAsync(CodeOf(host, secret, TimeSpan.Zero));

            // The change ends the account's live pages, and this one may hear of it before it is left.
            page.ComplaintsAreExpected = true;
            await panel.GetByRole(AriaRole.Button, new() { Name = "开启" }).ClickAsync();
            await Assertions.Expect(panel.Locator(".codes li")).ToHaveCountAsync(8);
            await Assertions.Expect(page.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("动态口令已开启");
        }

        await using var again = await browser.OpenAtTheDoorAsync(host);
        await again.GoAsync("/login");
        await FillAsync(again, "admin", password);
        await Assertions.Expect(again.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("动态口令");
        await again.PictureAsync("login-code");

        // The step after the one that was used up: a code that is a little early counts.
        await again.Page.GetByRole(AriaRole.Textbox).FillAsync(CodeOf(host, secret, TimeSpan.FromSeconds(30)));
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Assertions.Expect(again.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("今日");
    }

    [Theory]
    [InlineData(nameof(Role.Administrator), "今日 排期 账号 审计", true)]
    [InlineData(nameof(Role.Editor), "今日 排期", true)]
    [InlineData(nameof(Role.Auditor), "今日 排期 审计", false)]
    public async Task The_rail_shows_what_the_role_may_use(string role, string entries, bool stop)
    {
        await using var host = new TownHost();
        var (name, password, _) = await MakeAsync(host, Enum.Parse<Role>(role));
        await using var page = await browser.OpenAtTheDoorAsync(host);
        await page.LoginAsync(name, password);
        await page.GoLiveAsync("/week");
        foreach (var entry in new[] { "今日", "排期", "账号", "审计" })
        {
            var isShown = entries.Split(' ').Contains(entry);
            await Assertions.Expect(page.Page.Locator(".rail").GetByRole(AriaRole.Link, new() { Name = entry })).ToHaveCountAsync(isShown ? 1 : 0);
        }

        await Assertions.Expect(page.Page.Locator(".rail__foot")).ToContainTextAsync("试用");
        await Assertions.Expect(page.Page.Locator("details.stop")).ToHaveCountAsync(stop ? 1 : 0);
    }

    [Fact]
    public async Task A_page_that_the_role_may_not_see_says_so()
    {
        await using var host = new TownHost();
        var (name, password, _) = await MakeAsync(host, Role.Editor);
        await using var page = await browser.OpenAtTheDoorAsync(host);
        await page.LoginAsync(name, password);
        page.ComplaintsAreExpected = true;
        await page.GoAsync("/people");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("没有权限");
    }

    [Fact]
    public async Task A_live_page_of_an_account_that_is_locked_ends_at_the_door()
    {
        await using var host = new TownHost();
        var (name, password, id) = await MakeAsync(host, Role.Editor);
        await using var page = await browser.OpenAtTheDoorAsync(host);
        await page.LoginAsync(name, password);
        await page.GoLiveAsync("/");
        page.ComplaintsAreExpected = true;
        await using (var scope = host.Get<IServiceScopeFactory>().CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<AccountBook>().LockAsync(id, self: null, Cancellation);
        }

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("登录", new() { Timeout = 30000 });
    }

    [Theory]
    [InlineData("/login", 390)]
    [InlineData("/login", 1440)]
    [InlineData("/account", 390)]
    [InlineData("/people", 1440)]
    [InlineData("/people", 390)]
    [InlineData("/tokens", 1440)]
    [InlineData("/audit?check=true", 1440)]
    [InlineData("/audit", 390)]
    public async Task Nothing_serious_stands_in_the_way_of_anybody(string path, int width)
    {
        await using var host = new TownHost();
        host.TokenFor(Right.Read);
        var options = new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = width < 500 ? ColorScheme.Dark : ColorScheme.Light };
        await using var page = path == "/login" ? await browser.OpenAtTheDoorAsync(host, options) : await browser.OpenAsync(host, options);
        await page.GoAsync(path);
        await page.PictureAsync($"{path.Trim('/').Split('?')[0]}-{width}");
        var result = await page.Page.RunAxe();
        Assert.Empty(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        Assert.Equal(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    private static async Task FillAsync(WatchedPage page, string name, string password)
    {
        await page.Page.GetByLabel("账号").FillAsync(name);
        await page.Page.GetByLabel("密码").FillAsync(password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
    }

    private static async Task<(string Name, string Password, Guid Id)> MakeAsync(TownHost host, Role role)
    {
        await using var scope = host.Get<IServiceScopeFactory>().CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<AccountBook>()
            .MakeAsync(new AccountRequest { Name = "shiyong", DisplayName = "试用", Roles = [role] }, Actor.Controller, Cancellation);
        return ("shiyong", made.Password!, made.Changed!.Id);
    }

    private static string CodeOf(TownHost host, string secret, TimeSpan ahead)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(secret.Trim().Select(character => Convert.ToString(Alphabet.IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2)).ToArray();
        return Totp.CodeAt(key, host.Get<TimeProvider>().GetUtcNow() + ahead);
    }
}
