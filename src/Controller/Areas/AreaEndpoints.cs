using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Areas;

/// <summary>The tree of areas over HTTP.</summary>
internal static class AreaEndpoints
{
    public static void MapAreas(this IEndpointRouteBuilder api)
    {
        var areas = api.MapGroup("/areas").WithTags("Areas").RequireRight(Right.Read);
        areas.MapGet("/", GetTree).WithName("GetAreas").WithSummary("The town with its villages and communes.");
        areas.MapGet("/{code}", GetOne).WithName("GetArea").WithSummary("One area with what stands under it.");
    }

    private static async Task<Ok<AreaView>> GetTree(TownDbContext database, CancellationToken cancellationToken)
    {
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        return TypedResults.Ok(AreaView.Of(tree.Town, tree));
    }

    private static async Task<Results<Ok<AreaView>, ProblemHttpResult>> GetOne(
        string code, TownDbContext database, CancellationToken cancellationToken)
    {
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        return tree.Find(code) is { } area
            ? TypedResults.Ok(AreaView.Of(area, tree))
            : Refusal.NotFound("code", code, "the codes of GET /api/areas");
    }
}
