using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>The gateways over HTTP.</summary>
internal static class GatewayEndpoints
{
    public static void MapGateways(this IEndpointRouteBuilder api)
    {
        var gateways = api.MapGroup("/gateways").WithTags("Gateways").RequireRight(Right.Read);
        gateways.MapGet("/", GetAll).WithName("GetGateways").WithSummary("Every gateway and how it is.");
        gateways.MapGet("/{id}", GetOne).WithName("GetGateway").WithSummary("One gateway and how it is.");
    }

    private static async Task<Ok<List<GatewayView>>> GetAll(
        TownDbContext database, GatewayPresence presence, CancellationToken cancellationToken)
    {
        var gateways = await database.Gateways.AsNoTracking().OrderBy(gateway => gateway.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(gateways.Select(gateway => GatewayView.Of(gateway, presence)).ToList());
    }

    private static async Task<Results<Ok<GatewayView>, ProblemHttpResult>> GetOne(
        string id, TownDbContext database, GatewayPresence presence, CancellationToken cancellationToken)
    {
        var gateway = await database.Gateways.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancellationToken);
        return gateway is null
            ? Refusal.NotFound("id", id, "the ids of GET /api/gateways")
            : TypedResults.Ok(GatewayView.Of(gateway, presence));
    }
}
