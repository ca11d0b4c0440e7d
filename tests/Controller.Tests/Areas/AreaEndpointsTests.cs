using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc;

namespace CloudBroadcast.Controller.Areas;

public class AreaEndpointsTests(TownHost town) : IClassFixture<TownHost>
{
    [Fact]
    public async Task The_tree_is_the_town_with_its_villages_and_communes()
    {
        var tree = await town.GetAsync<AreaView>("/api/areas");

        Assert.Equal(("620321104000", "东寨镇", AreaLevel.Town), (tree.Code, tree.Name, tree.Level));
        Assert.Equal((4724, 14896), (tree.Households, tree.People));
        Assert.Equal(12, tree.Children.Count);
        Assert.Equal(92, tree.Children.Sum(village => village.Children.Count));
    }

    [Fact]
    public async Task One_area_is_found_by_its_code()
    {
        var village = await town.GetAsync<AreaView>("/api/areas/620321104209");

        Assert.Equal("龙口村", village.Name);
        Assert.All(village.Children, commune => Assert.Equal("620321104209", commune.ParentCode));
    }

    [Fact]
    public async Task An_unknown_code_is_refused_with_the_code_in_quotes()
    {
        var answer = await town.Http.GetAsync("/api/areas/620321104299", TestContext.Current.CancellationToken);
        var problem = await answer.Content.ReadFromJsonAsync<ProblemDetails>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("code is \"620321104299\". Allowed:", problem?.Detail, StringComparison.Ordinal);
    }
}
