using System.Net;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Areas.Setup;

public sealed class TownSetupTests : IAsyncDisposable
{
    private readonly TownHost _host = new();

    public TownSetupTests() => _host.Settings["Areas:Sample"] = "false";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TownSetup Setup => _host.Get<TownSetup>();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_new_controller_has_no_town_and_says_so_to_scripts()
    {
        using var answer = await _host.Http.GetAsync("/api/areas", Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("/first-run", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(SetupStep.Town, (await Setup.StandingAsync(Cancellation)).Next);
    }

    [Theory]
    [InlineData("", "620321104", "镇名")]
    [InlineData("东寨镇", "62032110", "区划代码")]
    [InlineData("东寨镇", "620321000", "区划代码")]
    [InlineData("东寨镇", "620321104200", "区划代码")]
    [InlineData("东寨镇", "62032110x", "区划代码")]
    public async Task A_town_needs_a_name_and_a_towns_code(string name, string code, string said)
    {
        Assert.Contains(said, await Setup.NameTownAsync(name, code, Cancellation), StringComparison.Ordinal);
        Assert.Null((await Setup.StandingAsync(Cancellation)).Town);
    }

    [Fact]
    public async Task The_code_of_a_town_is_for_good_and_its_name_is_not()
    {
        Assert.Null(await Setup.NameTownAsync("东塞镇", "620321104", Cancellation));
        Assert.Null(await Setup.NameTownAsync("东寨镇", "620321104000", Cancellation));
        Assert.NotNull(await Setup.NameTownAsync("东寨镇", "620321105", Cancellation));

        var town = (await Setup.StandingAsync(Cancellation)).Town!;
        Assert.Equal(("东寨镇", "620321104000"), (town.Name, town.Code));
    }

    [Fact]
    public async Task Each_step_is_kept_and_the_next_one_follows()
    {
        await Setup.NameTownAsync("东寨镇", "620321104", Cancellation);
        Assert.Equal(SetupStep.Zone, (await Setup.StandingAsync(Cancellation)).Next);
        Assert.NotNull(await Setup.SetZoneAsync("Asia/Nowhere", Cancellation));
        Assert.Null(await Setup.SetZoneAsync("Asia/Urumqi", Cancellation));
        Assert.Equal("Asia/Urumqi", _host.Get<TownZone>().Id);
        await Setup.FinishAccountAsync(Cancellation);
        Assert.Equal(SetupStep.Gateway, (await Setup.StandingAsync(Cancellation)).Next);
        Assert.False(await Setup.IsDoneAsync(Cancellation));
        await Setup.HearAsync("张慧", Cancellation);
        await Setup.FinishAsync(Cancellation);

        Assert.True(await Setup.IsDoneAsync(Cancellation));
        var settings = (await Setup.StandingAsync(Cancellation)).Settings;
        Assert.Equal(("Asia/Urumqi", "张慧"), (settings.TimeZone, settings.HeardBy));
    }

    [Fact]
    public async Task A_zone_that_was_chosen_holds_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("kept-").FullName;
        try
        {
            await using (var first = new TownHost { KeptFolder = folder })
            {
                await first.Get<TownSetup>().SetZoneAsync("Asia/Urumqi", Cancellation);
            }

            await using var second = new TownHost { KeptFolder = folder };
            Assert.Equal("Asia/Urumqi", second.Get<TownZone>().Id);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_village_comes_with_its_communes_and_a_gateway_whose_zones_reach_each_once()
    {
        await Setup.NameTownAsync("东寨镇", "620321104", Cancellation);
        Assert.Null(await Setup.AddVillageAsync(new VillageRequest { Name = "头坝村", Code = "620321104200", Communes = 11, Zones = 4 }, Cancellation));

        await using var database = _host.OpenDatabase();
        var communes = await database.Areas.Where(area => area.ParentCode == "620321104200").OrderBy(area => area.Code).ToListAsync(Cancellation);
        var gateway = await database.Gateways.SingleAsync(Cancellation);
        Assert.Equal(("一社", "十一社"), (communes[0].Name, communes[^1].Name));
        Assert.Equal([1, 2, 3, 4], gateway.Zones.Select(zone => zone.Number));
        Assert.Equal(communes.Select(commune => commune.Code), gateway.Zones.SelectMany(zone => zone.Communes));
        Assert.Equal(gateway.Id, (await Setup.StandingAsync(Cancellation)).Settings.FirstGateway);
        Assert.Contains(await database.AuditEntries.Select(entry => entry.Action).ToListAsync(Cancellation), action => action == "village.make");
    }

    [Theory]
    [InlineData("头坝村", "620321105200", 8, 1)]
    [InlineData("头坝村", "620321104000", 8, 1)]
    [InlineData("", "620321104200", 8, 1)]
    [InlineData("头坝村", "620321104200", 61, 1)]
    [InlineData("头坝村", "620321104200", 8, 9)]
    public async Task A_village_that_can_not_be_is_refused_with_a_sentence(string name, string code, int communes, int zones)
    {
        await Setup.NameTownAsync("东寨镇", "620321104", Cancellation);

        Assert.NotNull(await Setup.AddVillageAsync(new VillageRequest { Name = name, Code = code, Communes = communes, Zones = zones }, Cancellation));
        await using var database = _host.OpenDatabase();
        Assert.False(await database.Gateways.AnyAsync(Cancellation));
    }

    [Fact]
    public async Task A_village_with_few_communes_and_many_zones_leaves_zones_without_communes()
    {
        await Setup.NameTownAsync("东寨镇", "620321104", Cancellation);
        Assert.Null(await Setup.AddVillageAsync(new VillageRequest { Name = "头坝村", Code = "620321104200", Communes = 1, Zones = 2 }, Cancellation));

        await using var database = _host.OpenDatabase();
        Assert.Equal(["一社", "2 号分区"], (await database.Gateways.SingleAsync(Cancellation)).Zones.Select(zone => zone.Name));
    }

    [Fact]
    public async Task A_town_that_was_there_before_needs_no_first_run()
    {
        await using var old = new TownHost();
        Assert.True(await old.Get<TownSetup>().IsDoneAsync(Cancellation));
        Assert.Equal(12, await old.OpenDatabase().Gateways.CountAsync(Cancellation));
    }
}
