using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Areas;

public class AreaTreeTests
{
    private static readonly IReadOnlyList<Area> Seed = AreaSeed.Read();
    private static readonly IReadOnlyList<Gateway> Gateways = GatewaySeed.For(Seed);
    private static readonly AreaTree Tree = new(Seed, Gateways);

    [Fact]
    public void The_seed_adds_up_to_the_town()
    {
        var communes = Seed.Where(area => area.Level == AreaLevel.Commune).ToList();
        var villages = Seed.Where(area => area.Level == AreaLevel.Village).ToList();

        Assert.Equal((12, 92), (villages.Count, communes.Count));
        Assert.Equal((4724, 14896), (communes.Sum(area => area.Households), communes.Sum(area => area.People)));
        Assert.Equal((4724, 14896), (villages.Sum(area => area.Households), villages.Sum(area => area.People)));
        Assert.Equal((4724, 14896), (Tree.Town.Households, Tree.Town.People));
        Assert.All(villages, village => Assert.Equal(Tree.Under(village).Sum(commune => commune.People), village.People));
        Assert.All(villages, village => Assert.InRange(Tree.Under(village).Count(), 7, 8));
        Assert.Equal(Seed.Count, Seed.Select(area => area.Code).Distinct().Count());
        Assert.All(communes, commune => Assert.InRange(commune.People / (double)commune.Households, 2, 5));
        Assert.All(Seed, area => Assert.True(Topics.IsAreaCode(area.Code) && area.Latitude is > 38.1 and < 38.4 && area.Longitude is > 101.7 and < 102.1));
    }

    [Fact]
    public void The_town_and_eleven_villages_bear_their_published_names_and_all_else_is_marked_as_sample()
    {
        string[] published =
        [
            "620321104000 东寨镇", "620321104200 头坝村", "620321104201 永丰村", "620321104202 上三坝村", "620321104203 二坝村",
            "620321104204 下二坝村", "620321104205 新二坝村", "620321104206 上四坝村", "620321104207 双桥村", "620321104208 下三坝村",
            "620321104209 龙口村", "620321104210 下四坝村",
        ];

        Assert.Equal(published, Seed.Where(area => !area.IsSample).Select(area => $"{area.Code} {area.Name}").Order(StringComparer.Ordinal));
        Assert.Equal("东寨村", Tree.Find("620321104211")?.Name);
    }

    [Fact]
    public void Each_village_has_one_gateway_whose_zones_reach_each_commune_once()
    {
        Assert.Equal(12, Gateways.Count);
        Assert.All(Gateways, gateway =>
        {
            Assert.True(Topics.IsGatewayId(gateway.Id));
            Assert.InRange(gateway.Zones.Count, 2, 3);
            Assert.Equal(Enumerable.Range(1, gateway.Zones.Count), gateway.Zones.Select(zone => zone.Number));
            Assert.Equal(Tree.Under(Tree.Find(gateway.AreaCode)!).Select(commune => commune.Code), gateway.Zones.SelectMany(zone => zone.Communes));
        });
    }

    [Theory]
    [InlineData("620000000000", "620321104203", true)]
    [InlineData("620300000000", "620321104203", true)]
    [InlineData("620321000000", "620321104203", true)]
    [InlineData("620321104000", "620321104203", true)]
    [InlineData("620321104203", "620321104203", true)]
    [InlineData("620321104203", "62032110420301", true)]
    [InlineData("62032110420301", "62032110420301", true)]
    [InlineData("62032110420301", "620321104203", false)]
    [InlineData("62032110420301", "62032110420302", false)]
    [InlineData("620321104203", "620321104000", false)]
    [InlineData("620321103000", "620321104203", false)]
    [InlineData("620322000000", "620321104203", false)]
    [InlineData("620400000000", "620321104203", false)]
    [InlineData("620321104200", "620321104201", false)]
    [InlineData("620321100000", "620321104000", false)]
    [InlineData("620320000000", "620321104000", false)]
    [InlineData("600000000000", "620321104000", false)]
    public void An_area_covers_what_its_code_without_filling_zeros_begins(string above, string below, bool covers) =>
        Assert.Equal(covers, AreaCode.Covers(above, below));

    [Theory]
    [InlineData("620321", "620321000000")]
    [InlineData("620321104000", "620321104000")]
    [InlineData("62032110420301", "62032110420301")]
    [InlineData("000000", null)]
    [InlineData("000000000000", null)]
    [InlineData("6203211040", null)]
    [InlineData("62032110400a", null)]
    [InlineData(" 620321104000", null)]
    [InlineData("620321104000\n", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_code_has_6_12_or_14_digits(string? written, string? code) => Assert.Equal(code, AreaCode.Normalise(written));

    [Theory]
    [InlineData("620321104200", "gw-620321104200:")]
    [InlineData("62032110420001", "gw-620321104200:1")]
    [InlineData("62032110420004", "gw-620321104200:2")]
    [InlineData("62032110420008", "gw-620321104200:3")]
    [InlineData("62032110420008 62032110420001", "gw-620321104200:1,3")]
    [InlineData("62032110420001 62032110420002", "gw-620321104200:1")]
    [InlineData("62032110420001 620321104200", "gw-620321104200:")]
    [InlineData("620321104200 62032110420001", "gw-620321104200:")]
    [InlineData("62032110420107 620321104200", "gw-620321104200: gw-620321104201:2")]
    public void Areas_resolve_to_gateways_with_zones(string codes, string expected)
    {
        Assert.True(Tree.TryResolveTargets(codes.Split(' '), out var targets, out _));
        Assert.Equal(expected, string.Join(' ', targets.Select(target => $"{target.Gateway}:{string.Join(',', target.Zones)}")));
    }

    [Theory]
    [InlineData("620321104000")]
    [InlineData("620321000000")]
    [InlineData("620321")]
    [InlineData("620000000000")]
    [InlineData("620000")]
    public void The_town_and_what_stands_above_it_address_every_gateway_whole(string code)
    {
        Assert.True(Tree.TryResolveTargets([code], out var targets, out _));
        Assert.Equal(Gateways.Select(gateway => gateway.Id), targets.Select(target => target.Gateway));
        Assert.All(targets, target => Assert.Empty(target.Zones));
    }

    [Theory]
    [InlineData("620321103000")]
    [InlineData("620321104212")]
    [InlineData("62032110420009")]
    [InlineData("630000000000")]
    [InlineData("东寨镇")]
    [InlineData("")]
    public void An_unknown_code_is_named_and_addresses_nobody(string code)
    {
        Assert.False(Tree.TryResolveTargets(["620321104200", code], out var targets, out var problem));
        Assert.Empty(targets);
        Assert.Contains($"\"{code}\" is unknown", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void No_code_at_all_is_refused()
    {
        Assert.False(Tree.TryResolveTargets([], out _, out var problem));
        Assert.StartsWith("No area is named.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commune_that_no_zone_reaches_is_refused_by_name()
    {
        var gateways = GatewaySeed.For(Seed);
        gateways[0].Zones[0].Communes.Remove("62032110420001");

        Assert.False(new AreaTree(Seed, gateways).TryResolveTargets(["62032110420001"], out _, out var problem));
        Assert.Contains("\"62032110420001\" is served by no gateway", problem, StringComparison.Ordinal);
    }
}
