using System.Net;
using System.Net.Http.Json;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Configurations;

public sealed class ConfigurationTests : IAsyncDisposable
{
    private const string Id = "gw-620321104200";
    private readonly TownHost _town = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_reaches_the_gateway_signed_and_is_settled_once_the_gateway_says_so()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ListenAsync();

        await ChangeAsync(new { limits = new { curfew = "21:00-07:00", startsPerHour = 3 } });

        var configuration = await gateway.NextConfigurationAsync();
        Assert.Equal((2, 3, new TimeOnly(21, 0)), (configuration.Revision, configuration.StartsPerHour, configuration.Curfew!.From));
        await gateway.SayAsync();
        await UntilInstalledAsync(2);
    }

    [Fact]
    public async Task A_volume_reaches_the_gateway_and_the_full_one_is_none()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ListenAsync();

        await ChangeAsync(new { volumePercent = 60 });
        Assert.Equal(60, (await gateway.NextConfigurationAsync()).VolumePercent);
        Assert.Equal(60, (await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).VolumePercent);

        await ChangeAsync(new { volumePercent = 100 });
        Assert.Null((await gateway.NextConfigurationAsync()).VolumePercent);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_makes_no_revision()
    {
        await using var gateway = await FakeGateway.EnrolAsync(_town, Id);
        await ChangeAsync(new { name = gateway.Configuration.Name });
        await ChangeAsync(new { limits = new { } });
        await using var database = _town.OpenDatabase();
        Assert.Equal(1, await database.IssuedConfigurations.CountAsync(Stop));
    }

    [Fact]
    public async Task A_gateway_that_was_away_gets_the_newest_when_it_connects()
    {
        await using var gateway = await FakeGateway.EnrolAsync(_town, Id);
        await ChangeAsync(new { name = "东寨" });
        await ChangeAsync(new { name = "东寨村委会" });
        await gateway.ListenAsync();
        Assert.Equal((3, "东寨村委会"), ((await gateway.NextConfigurationAsync()) is var got ? got.Revision : 0, got.Name));
    }

    [Fact]
    public async Task A_gateway_that_says_another_revision_gets_the_newest_again()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ListenAsync();
        await ChangeAsync(new { name = "东寨" });
        await gateway.NextConfigurationAsync();
        await using var database = _town.OpenDatabase();
        await database.IssuedConfigurations.Where(issued => issued.Revision == 2).ExecuteDeleteAsync(Stop);

        // A restored database knows less than the gateway: the next one has a higher number than the gateway's.
        await gateway.SayAsync();
        Assert.Equal(3, (await gateway.NextConfigurationAsync()).Revision);
    }

    [Fact]
    public async Task The_town_s_defaults_change_every_configuration_at_the_next_start()
    {
        var folder = Directory.CreateTempSubdirectory("town-").FullName;
        try
        {
            await using (var before = new TownHost { KeptFolder = folder })
            {
                await using var gateway = await FakeGateway.EnrolAsync(before, Id);
            }

            await using var after = new TownHost { KeptFolder = folder, Settings = { ["Gateways:StartsPerHour"] = "7" } };
            await using var database = after.OpenDatabase();
            var newest = await ConfigurationDesk.NewestAsync(database, Id, Stop);
            Assert.Equal((2, 7), (newest!.Revision, ConfigurationDesk.Read(newest.Document).StartsPerHour));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"zones":[]}""", "zones")]
    [InlineData("""{"zones":[{"number":9,"name":"一","communes":[]}]}""", "zones")]
    [InlineData("""{"zones":[{"number":1,"name":"一","communes":["62032110420101"]}]}""", "zones")]
    [InlineData("""{"volumePercent":101}""", "volumePercent")]
    [InlineData("""{"volumePercent":-1}""", "volumePercent")]
    [InlineData("""{"limits":{"curfew":"25:00-06:00"}}""", "limits.curfew")]
    [InlineData("""{"limits":{"longestPlay":"00:00:00"}}""", "limits.longestPlay")]
    [InlineData("""{"limits":{"startsPerHour":0}}""", "limits.startsPerHour")]
    public async Task A_bad_change_is_refused_with_its_field(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _town.Http.PatchAsync($"/api/gateways/{Id}", content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_gateway_is_made_and_goes_again_only_while_it_was_never_in_service()
    {
        var wish = new { id = "gw-zhonghe", area = "620321104200", name = "村委会", zones = new[] { new { number = 1, name = "一线", communes = Array.Empty<string>() } } };
        Assert.Equal(HttpStatusCode.Created, (await _town.Http.PostAsJsonAsync("/api/gateways", wish, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _town.Http.PostAsJsonAsync("/api/gateways", wish, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _town.Http.PostAsJsonAsync("/api/gateways", wish with { id = "-gw", area = "620321104000" }, Stop)).StatusCode);
        await FakeGateway.CodeAsync(_town, "gw-zhonghe");
        Assert.Equal(HttpStatusCode.NoContent, (await _town.Http.DeleteAsync("/api/gateways/gw-zhonghe", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _town.Http.DeleteAsync("/api/gateways/gw-zhonghe", Stop)).StatusCode);

        await using var gateway = await FakeGateway.EnrolAsync(_town, Id);
        Assert.Equal(HttpStatusCode.Conflict, (await _town.Http.DeleteAsync($"/api/gateways/{Id}", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_revoked_gateway_is_cut_at_once_believed_no_more_and_comes_back_with_a_new_code_alone()
    {
        await using var gateway = await (await FakeGateway.EnrolAsync(_town, Id)).ListenAsync();

        (await _town.Http.PostAsJsonAsync($"/api/gateways/{Id}/revoke", new { reason = "被盗" }, Stop)).EnsureSuccessStatusCode();

        await gateway.Gone.Task.WaitAsync(TimeSpan.FromSeconds(5), Stop);
        Assert.False(_town.Get<GatewayKeys>().TryOpen(DocumentKind.State, Id, gateway.Sign(DocumentKind.State, WireJson.Write(gateway.State(1))), out _, out _));
        await Assert.ThrowsAnyAsync<Exception>(() => gateway.ConnectAsync());
        var view = await _town.GetAsync<GatewayView>($"/api/gateways/{Id}");
        Assert.Equal((false, "被盗"), (view.HasCertificate, view.RevokedReason));

        await using var again = await (await FakeGateway.EnrolAsync(_town, Id)).ConnectAsync();
        Assert.Null((await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).RevokedAt);
        Assert.Equal(2, again.Configuration.Revision);
    }

    public ValueTask DisposeAsync() => _town.DisposeAsync();

    private async Task ChangeAsync(object change) => (await _town.Http.PatchAsJsonAsync($"/api/gateways/{Id}", change, Stop)).EnsureSuccessStatusCode();

    private async Task UntilInstalledAsync(long revision)
    {
        // The sender works by itself; each look is a request that takes its time.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await _town.GetAsync<GatewayView>($"/api/gateways/{Id}")).InstalledRevision != revision)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
