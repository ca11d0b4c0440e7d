using Microsoft.Playwright;

namespace CloudBroadcast.Pictures;

/// <summary>All pages of the console that are looked at, and which pictures the documents show.</summary>
internal static class Album
{
    private const string Notice = "各位村民：明天上午九点到下午三点，东寨镇全镇停水检修管道。请大家提前备好生活用水。给您带来不便，请谅解。";

    /// <summary>今日 first: it shows what is on air.</summary>
    public static IReadOnlyList<Shot> Of(Sitters sitters) =>
    [
        new("today", "") { Stands = [Sight.Desk, Sight.DarkDesk, Sight.Phone] },
        new("stop", "") { Prepare = OpenStopAsync, Stands = [Sight.Phone] },
        new("week", "week") { Stands = [Sight.Desk, Sight.DarkDesk] },
        new("week-new", "week") { Prepare = NewPlanAsync, Stands = [Sight.Desk] },
        new("week-day", "week?view=day"),
        new("week-month", "week?view=month"),
        new("week-agenda", "week?view=agenda") { Stands = [Sight.Phone] },
        new("week-days", "week/days"),
        new("week-list", "week/list"),
        new("library", "library") { Stands = [Sight.Desk] },
        new("library-speak", "library/speak") { Prepare = TypeAsync, Stands = [Sight.Desk] },
        new("library-programme", $"library/{sitters.Approved}"),
        new("library-upload", "library/upload"),
        new("library-words", "library/words"),
        new("playlists", "playlists"),
        new("playlist", $"playlists/{sitters.Playlist}"),
        new("reviews", "review"),
        new("review", $"review/{sitters.Waiting}") { Stands = [Sight.Desk] },
        new("talk", "talk") { Prepare = OpenMicrophoneAsync, Stands = [Sight.Phone] },
        new("alerts", "alerts"),
        new("alert", $"alerts/{sitters.Alert}"),
        new("gateways", "gateways") { Stands = [Sight.Desk] },
        new("gateway", $"gateways/{sitters.Gateway}"),
        new("gateway-journal", $"gateways/{sitters.Gateway}/journal"),
        new("map", "map"),
        new("records", "records"),
        new("settings", "settings"),
        new("approvals", "approvals"),
        new("keys", "keys"),
        new("people", "people"),
        new("tokens", "tokens"),
        new("audit", "audit"),
        new("account", "account"),
        new("more", "more"),
        new("offline", "offline") { Stands = [Sight.Phone] },
        new("stopped", "stopped?what=ordinary"),
    ];

    private static Task OpenStopAsync(IPage page) => page.Locator("details.stop > summary").ClickAsync();

    private static async Task NewPlanAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "新建排期" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "新建排期" });
        await dialog.GetByLabel("播什么").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await dialog.GetByLabel("几点").FillAsync("07:00");
        await dialog.GetByText("接下来：").WaitForAsync();
    }

    private static async Task TypeAsync(IPage page)
    {
        var text = page.GetByLabel("要念的字");
        await text.FillAsync(Notice);
        await page.GetByLabel("节目名").FillAsync("停水通知");

        // A word is picked, as one that was misread.
        await text.EvaluateAsync("field => { field.focus(); const at = field.value.indexOf('检修'); field.setSelectionRange(at, at + 2); }");
        await text.DispatchEventAsync("select");
    }

    private static async Task OpenMicrophoneAsync(IPage page)
    {
        await page.Locator("[data-pick='village'] label").First.ClickAsync();
        await page.Locator("[data-mic-open]").ClickAsync();
        await page.Locator("[data-hold]:not([disabled])").WaitForAsync();
    }
}
