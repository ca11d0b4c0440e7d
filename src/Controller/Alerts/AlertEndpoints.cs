using System.Security.Claims;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Alerts over HTTP: issue, confirm, withdraw, look.</summary>
internal static class AlertEndpoints
{
    private const int MostListed = 200;

    public static void MapAlerts(this IEndpointRouteBuilder api)
    {
        var alerts = api.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapPost("/", Issue).RequireRight(Right.SendEmergency).WithName("IssueAlert")
            .WithSummary("Issues an alert, or its exercise: it sounds again and again until it expires, is replaced or withdrawn.");
        alerts.MapGet("/", List).RequireRight(Right.Read).WithName("GetAlerts").WithSummary("Alerts, those that are not over first.");
        alerts.MapGet("/{id:guid}", Find).RequireRight(Right.Read).WithName("GetAlert").WithSummary("One alert with what each gateway did in each round.");
        alerts.MapPost("/{id:guid}/confirm", Confirm).RequireRight(Right.SendEmergency).WithName("ConfirmAlert").WithSummary("The second person's word, where the town asks for one.");
        alerts.MapPost("/{id:guid}/cancel", Cancel).RequireRight(Right.SendEmergency).WithName("CancelAlert")
            .WithSummary("Withdraws an alert: silence at once, then the all-clear, or a correction after a mistake.");
    }

    private static async Task<Results<Created<AlertView>, ValidationProblem, ProblemHttpResult>> Issue(
        AlertRequest request, AlertDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.FirstBeyondReach(Right.SendEmergency, request.Areas) is { } beyond)
        {
            return Beyond(beyond);
        }

        var outcome = await desk.IssueAsync(request, null, needsSecond: !user.IsToken(), cancellationToken);
        return outcome switch
        {
            { Done: { } alert } => TypedResults.Created($"/api/alerts/{alert.Id}", AlertView.Of(alert, [])),
            { Problems: { } problems } => Refusal.Fields(problems)!,
            _ => Refusal.Conflict(outcome.Conflict ?? ""),
        };
    }

    private static async Task<Ok<List<AlertView>>> List(AlertBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok((await book.ListAsync(MostListed, cancellationToken)).Select(alert => AlertView.Of(alert, [])).ToList());

    private static async Task<Results<Ok<AlertView>, ProblemHttpResult>> Find(Guid id, AlertBook book, CancellationToken cancellationToken) =>
        await book.FindAsync(id, cancellationToken) is { } alert
            ? TypedResults.Ok(AlertView.Of(alert, await book.RoundsOfAsync(id, cancellationToken)))
            : Unknown(id);

    private static async Task<Results<Ok<AlertView>, ValidationProblem, ProblemHttpResult>> Confirm(
        Guid id, AlertDesk desk, AlertBook book, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await FirstBeyondReachAsync(id, book, user, cancellationToken) is { } beyond
            ? Beyond(beyond)
            : await ResultOfAsync(id, await desk.ConfirmAsync(id, null, cancellationToken), book, cancellationToken);

    private static async Task<Results<Ok<AlertView>, ValidationProblem, ProblemHttpResult>> Cancel(
        Guid id, AlertCancelRequest? request, AlertDesk desk, AlertBook book, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await FirstBeyondReachAsync(id, book, user, cancellationToken) is { } beyond
            ? Beyond(beyond)
            : await ResultOfAsync(id, await desk.CancelAsync(id, request ?? new AlertCancelRequest(), null, cancellationToken), book, cancellationToken);

    private static async Task<Results<Ok<AlertView>, ValidationProblem, ProblemHttpResult>> ResultOfAsync(
        Guid id, AlertOutcome outcome, AlertBook book, CancellationToken cancellationToken) => outcome switch
        {
            { Done: { } alert } => TypedResults.Ok(AlertView.Of(alert, await book.RoundsOfAsync(id, cancellationToken))),
            { Problems: { } problems } => Refusal.Fields(problems)!,
            { Missing: true } => Unknown(id),
            _ => Refusal.Conflict(outcome.Conflict ?? ""),
        };

    private static async Task<string?> FirstBeyondReachAsync(Guid id, AlertBook book, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await book.FindAsync(id, cancellationToken) is { } alert ? user.FirstBeyondReach(Right.SendEmergency, alert.Areas) : null;

    private static ProblemHttpResult Beyond(string area) => Refusal.Forbidden($"Area \"{area}\" lies beyond yours.");

    private static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "an id of GET /api/alerts");
}
