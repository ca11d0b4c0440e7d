using System.Text.Json.Nodes;
using CloudBroadcast.Town;
using Microsoft.Playwright;

namespace CloudBroadcast.Village;

/// <summary>The duty officer's phone, and what two villages hear of it while ten hear nothing.</summary>
[Collection(AllTwelve.Name)]
public sealed class AlertJourneyTests(WholeTown whole, TalkingBrowser people) : IClassFixture<TalkingBrowser>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    [Fact]
    public async Task Two_taps_and_a_password_sound_where_they_should_and_a_mistake_is_put_right()
    {
        VillageGateway[] warned = [whole.Town.Gateways[8], whole.Town.Gateways[9]];
        var admin = await people.OpenAsync();
        var passwords = await Journey.MakePeopleAsync(people.Console, admin, ("王建国", "值班员"));
        var phone = await people.OpenAsync("王建国", passwords["王建国"], new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 } });
        var before = await Journey.PinsAsync(whole.Town);

        await people.Console.GoAsync(phone, "alerts/new?template=wind");
        await phone.GetByRole(AriaRole.Button, new() { Name = "改", Exact = true }).ClickAsync();
        foreach (var gateway in whole.Town.Gateways.Except(warned))
        {
            await phone.GetByLabel(gateway.Place.Name, new() { Exact = true }).UncheckAsync();
        }

        await phone.GetByRole(AriaRole.Button, new() { Name = "下一步：确认" }).ClickAsync();
        await phone.GetByLabel("密码或动态口令").FillAsync(passwords["王建国"]);
        await phone.GetByRole(AriaRole.Button, new() { Name = "确认发布" }).ClickAsync();
        await Expect(phone.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("大风黄色预警");
        await Expect(phone.Locator(".acks tbody tr")).ToHaveCountAsync(2);

        var alert = await OnlyAsync(known => (string)known["headline"]! == "大风黄色预警");
        await AssertRoundAsync(alert, warned);
        await Expect(phone.Locator(".acks tbody")).ToContainTextAsync("响完了");
        await Journey.AssertSilentAsync(whole.Town, before, warned);

        var atMistake = TimeProvider.System.GetUtcNow();
        await phone.GetByRole(AriaRole.Button, new() { Name = "发错了，更正" }).ClickAsync();
        await Expect(phone.Locator(".alarm")).ToContainTextAsync("已撤回");
        var told = await OnlyAsync(known => (string?)known["replaces"] == (string)alert["id"]!);
        var start = await AssertRoundAsync(told, warned);
        Assert.True(start - atMistake < TimeSpan.FromSeconds(60), $"the correction sounded {start - atMistake} after the button");
        await Journey.AssertSilentAsync(whole.Town, before, warned);
        Assert.Equal(1, (int)(await whole.Town.Api.GetAsync($"/api/alerts/{alert["id"]}", Stop))["rounds"]!);
    }

    private async Task<JsonObject> OnlyAsync(Func<JsonNode, bool> isIt)
    {
        JsonNode? found = null;
        await DueSchedule.UntilAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(30), async () =>
        {
            found = (await whole.Town.Api.GetListAsync("/api/alerts", Stop)).SingleOrDefault(known => isIt(known!) && (int)known!["rounds"]! > 0);
            return found is not null;
        }, "no such alert is on air", Stop);
        return found!.AsObject();
    }

    // What sounded is the stored speech, whole, once, at its time, in each village addressed.
    private async Task<DateTimeOffset> AssertRoundAsync(JsonObject alert, VillageGateway[] villages)
    {
        var round = (await whole.Town.Api.GetAsync($"/api/alerts/{alert["id"]}", Stop))["broadcasts"]!.AsArray().Single()!;
        var start = (DateTimeOffset)round["plannedStart"]!;
        var file = Path.Combine(Path.GetDirectoryName(whole.Town.DataFolder)!, $"{alert["id"]}.opus");
        await File.WriteAllBytesAsync(file, await whole.Town.Api.AudioAsync((string)round["programmeIds"]![0]!, Stop), Stop);
        var speech = await SpokenAudio.SamplesOfAsync(file);
        foreach (var gateway in villages)
        {
            await Journey.AssertHeardAsync(gateway, speech, start);
        }

        return start;
    }
}
