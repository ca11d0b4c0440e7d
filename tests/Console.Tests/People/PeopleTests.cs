using Microsoft.Playwright;

namespace CloudBroadcast.Controller.Console.People;

public sealed class PeopleTests(Browser browser)
{
    [Fact]
    public async Task An_administrator_makes_an_account_whose_password_is_shown_once_and_opens_the_door()
    {
        await using var host = new TownHost();
        string password;
        await using (var page = await browser.OpenAsync(host, new BrowserNewContextOptions { JavaScriptEnabled = false }))
        {
            await page.GoAsync("/people");
            var form = page.Page.Locator("form", new() { Has = page.Page.GetByRole(AriaRole.Button, new() { Name = "新建" }) });
            await form.GetByLabel("账号（登录用）").FillAsync("李梅");
            await form.GetByLabel("姓名").FillAsync("李梅");
            await form.GetByLabel("值班员").CheckAsync();
            await form.GetByRole(AriaRole.Button, new() { Name = "新建" }).ClickAsync();
            password = await page.Page.GetByRole(AriaRole.Status).Locator("code").InnerTextAsync();
            await page.GoAsync("/people");
            Assert.DoesNotContain(password, await page.Page.ContentAsync(), StringComparison.Ordinal);
        }

        await using var door = await browser.OpenAtTheDoorAsync(host);
        await door.LoginAsync("李梅", password);
        await Assertions.Expect(door.Page.Locator(".rail__foot")).ToContainTextAsync("李梅");
    }

    [Fact]
    public async Task An_account_is_locked_by_the_button_beside_it_and_nobody_locks_the_own_one()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host);
        await page.GoAsync("/people");
        await page.Page.Locator("summary", new() { HasText = "管理员" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "锁定" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("不能锁定自己的账号");
        await page.PictureAsync("people-own");
    }

    [Fact]
    public async Task A_token_is_made_shown_once_and_revoked()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host);
        await page.GoAsync("/tokens");
        await page.Page.GetByLabel("给谁用").FillAsync("县平台");
        await page.Page.GetByLabel("查看").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "新建" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("cbt_");
        await page.Page.Locator("tr", new() { HasText = "县平台" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Page.Locator("tr", new() { HasText = "县平台" })).ToContainTextAsync("已吊销");
    }

    [Fact]
    public async Task The_trail_is_shown_and_checked()
    {
        await using var host = new TownHost();
        await using var page = await browser.OpenAsync(host);
        await page.GoAsync("/audit");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "核对全部记录" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("没有改动");
        await Assertions.Expect(page.Page.Locator("tbody")).ToContainTextAsync("account.make");
    }
}
