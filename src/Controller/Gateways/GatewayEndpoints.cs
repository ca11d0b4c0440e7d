using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Gateways.Journals;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Controller.Gateways.Maintenance;
using CloudBroadcast.Controller.Gateways.Supplies;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>The gateways over HTTP: look, make, change, enrol, maintain, revoke.</summary>
internal static class GatewayEndpoints
{
    public static void MapGateways(this IEndpointRouteBuilder api)
    {
        var gateways = api.MapGroup("/gateways").WithTags("Gateways");
        gateways.MapGet("/", GetAll).RequireRight(Right.Read).WithName("GetGateways").WithSummary("Every gateway and how it is.");
        gateways.MapGet("/{id}", GetOne).RequireRight(Right.Read).WithName("GetGateway").WithSummary("One gateway and how it is.");
        gateways.MapPost("/", Make).RequireRight(Right.ManageGateways).WithName("MakeGateway").WithSummary("Writes down a gateway that is to be put into service.");
        gateways.MapPatch("/{id}", Change).RequireRight(Right.ManageGateways).WithName("ChangeGateway").WithSummary("Changes a gateway's name, zones, volume or limits.");
        gateways.MapDelete("/{id}", Remove).RequireRight(Right.ManageGateways).WithName("RemoveGateway").WithSummary("Removes a gateway that was never in service.");
        gateways.MapPost("/{id}/enrolment-code", MakeCode).RequireRight(Right.ManageGateways).WithName("MakeEnrolmentCode").WithSummary("A one-time code for the gateway; shown once.");
        gateways.MapPost("/{id}/revoke", Revoke).RequireRight(Right.ManageGateways).WithName("RevokeGateway").WithSummary("The gateway's certificate counts no more.");
        gateways.MapMaintenance();
        api.MapPackages();
        gateways.MapJournals();
        api.MapKeys();
        api.MapOperatorKeys();
        api.MapApprovals();
    }

    private static async Task<Ok<List<GatewayView>>> GetAll(
        TownDbContext database, GatewayPresence presence, CancellationToken cancellationToken)
    {
        var gateways = await database.Gateways.AsNoTracking().OrderBy(gateway => gateway.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(gateways.Select(gateway => GatewayView.Of(gateway, presence)).ToList());
    }

    private static async Task<Results<Ok<GatewayView>, ProblemHttpResult>> GetOne(
        string id, GatewayRegister register, GatewayPresence presence, CancellationToken cancellationToken) =>
        await register.FindAsync(id, cancellationToken) is { } gateway ? TypedResults.Ok(GatewayView.Of(gateway, presence)) : Unknown(id);

    private static async Task<Results<Created<GatewayView>, ValidationProblem, ProblemHttpResult>> Make(
        NewGatewayRequest request, GatewayRegister register, TownDbContext database, GatewayPresence presence, CancellationToken cancellationToken)
    {
        var areas = await database.Areas.AsNoTracking().ToListAsync(cancellationToken);
        if (Refusal.Fields(GatewayRules.ProblemsOf(request, areas)) is { } problem)
        {
            return problem;
        }

        return await register.FindAsync(request.Id, cancellationToken) is null
            ? TypedResults.Created($"/api/gateways/{request.Id}", GatewayView.Of(await register.MakeAsync(request, cancellationToken), presence))
            : Refusal.Conflict($"Gateway \"{request.Id}\" is there already.");
    }

    private static async Task<Results<Ok<GatewayView>, ValidationProblem, ProblemHttpResult>> Change(
        string id, GatewayChangeRequest request, GatewayRegister register, TownDbContext database, GatewayPresence presence, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(id, cancellationToken) is not { } gateway)
        {
            return Unknown(id);
        }

        var areas = await database.Areas.AsNoTracking().ToListAsync(cancellationToken);
        if (Refusal.Fields(GatewayRules.ProblemsOf(request, gateway.AreaCode, areas)) is { } problem)
        {
            return problem;
        }

        await register.ChangeAsync(gateway, request, cancellationToken);
        return TypedResults.Ok(GatewayView.Of(gateway, presence));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string id, GatewayRegister register, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(id, cancellationToken) is not { } gateway)
        {
            return Unknown(id);
        }

        return await register.RemoveAsync(gateway, cancellationToken)
            ? TypedResults.NoContent()
            : Refusal.Conflict($"Gateway \"{id}\" was in service: it stands in records. Revoke it instead.");
    }

    private static async Task<Results<Ok<EnrolmentCodeView>, ProblemHttpResult>> MakeCode(
        string id, GatewayRegister register, Listening listening, IOptions<GatewayOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(id, cancellationToken) is not { } gateway)
        {
            return Unknown(id);
        }

        context.Response.Headers.CacheControl = "no-store";
        var made = await register.MakeCodeAsync(gateway, context.User.Identity?.Name ?? "nobody", cancellationToken);
        var host = options.Value.ServerNames.FirstOrDefault() ?? "localhost";
        var command = $"cloudbroadcast-agent enroll https://{host}:{listening.GatewayHttps.Port} {made.Code}";
        return TypedResults.Ok(new EnrolmentCodeView(made.Code.ToString(), made.ExpiresAt, command, Qr.Svg(command)));
    }

    private static async Task<Results<Ok<GatewayView>, ValidationProblem, ProblemHttpResult>> Revoke(
        string id, RevocationRequest request, GatewayRegister register, GatewayPresence presence, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(id, cancellationToken) is not { } gateway)
        {
            return Unknown(id);
        }

        if (GatewayRules.ProblemOf(request) is { } problem)
        {
            return Refusal.Fields([problem])!;
        }

        await register.RevokeAsync(gateway, request.Reason.Trim(), cancellationToken);
        return TypedResults.Ok(GatewayView.Of(gateway, presence));
    }

    /// <summary>404: there is no such gateway.</summary>
    internal static ProblemHttpResult Unknown(string id) => Refusal.NotFound("id", id, "the ids of GET /api/gateways");
}
