using System.Security.Claims;
using CloudBroadcast.Controller.Gateways.Supplies;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Gateways.Maintenance;

/// <summary>Maintenance of gateways over HTTP: ask, see what came of it, fetch their logs.</summary>
internal static class MaintenanceEndpoints
{
    public static void MapMaintenance(this IEndpointRouteBuilder gateways)
    {
        gateways.MapPost("/{id}/maintenance", Ask).RequireRight(Right.ManageGateways).WithName("MaintainGateway")
            .WithSummary("Asks a gateway for a test, a restart, its logs, another log level or an update; chimeTest needs the right speak, too.");
        gateways.MapGet("/{id}/maintenance", List).RequireRight(Right.Read).WithName("GetMaintenance").WithSummary("The last tasks of a gateway and what came of them, the newest first.");
        gateways.MapGet("/{id}/logs", Logs).RequireRight(Right.ManageGateways).WithName("GetGatewayLogs").WithSummary("The collections of logs that a gateway sent, the newest first.");
        gateways.MapGet("/{id}/logs/{name}", Log).RequireRight(Right.ManageGateways).WithName("GetGatewayLog").WithSummary("One collection of logs, gzip of lines.");
    }

    private static async Task<Results<Accepted<MaintenanceView>, ValidationProblem, ProblemHttpResult>> Ask(
        string id, MaintenanceRequest request, MaintenanceDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.AskAsync(user, id, request, cancellationToken) switch
        {
            { IsUnknown: true } => Unknown(id),
            { Forbidden: { } forbidden } => Refusal.Forbidden(forbidden),
            { Problems: { } problems } => Refusal.Fields(problems)!,
            { Blocked: { } blocked } => Refusal.Conflict(blocked),
            { Curfew: { } curfew } => Refusal.Conflict(curfew),
            { Asked: { } run } => TypedResults.Accepted($"/api/gateways/{id}/maintenance", MaintenanceView.Of(run)),
            _ => throw new InvalidOperationException("A wish for maintenance says what became of it."),
        };

    private static async Task<Results<Ok<List<MaintenanceView>>, ProblemHttpResult>> List(
        string id, GatewayRegister register, MaintenanceBook book, CancellationToken cancellationToken) =>
        await register.FindAsync(id, cancellationToken) is null
            ? Unknown(id)
            : TypedResults.Ok((await book.ListAsync(id, cancellationToken)).ConvertAll(MaintenanceView.Of));

    private static async Task<Results<Ok<IReadOnlyList<GatewayLogView>>, ProblemHttpResult>> Logs(
        string id, GatewayRegister register, GatewayLogs logs, CancellationToken cancellationToken) =>
        await register.FindAsync(id, cancellationToken) is null ? Unknown(id) : TypedResults.Ok(logs.List(id));

    private static async Task<Results<PhysicalFileHttpResult, ProblemHttpResult>> Log(
        string id, string name, GatewayRegister register, GatewayLogs logs, CancellationToken cancellationToken) =>
        await register.FindAsync(id, cancellationToken) is null ? Unknown(id)
        : logs.Find(id, name) is { } path ? TypedResults.PhysicalFile(path, "application/gzip", $"{id}-{name}")
        : Refusal.NotFound("name", name, $"the names of GET /api/gateways/{id}/logs");

    private static ProblemHttpResult Unknown(string id) => Refusal.NotFound("id", id, "the ids of GET /api/gateways");
}
