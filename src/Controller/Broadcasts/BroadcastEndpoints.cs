using System.Security.Claims;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Broadcasts over HTTP: play now or later, look, stop.</summary>
internal static class BroadcastEndpoints
{
    private const int MostListed = 500;

    public static void MapBroadcasts(this IEndpointRouteBuilder api)
    {
        var broadcasts = api.MapGroup("/broadcasts").WithTags("Broadcasts");
        broadcasts.MapPost("/", Start).RequireRight(Right.Speak).WithName("StartBroadcast").WithSummary("Plays a programme, a playlist or a text, now or at startAt.");
        broadcasts.MapPost("/emergency", StartEmergency).RequireRight(Right.SendEmergency).WithName("StartEmergency")
            .WithSummary("Sends an alert, or its exercise; where a gateway asks for a second hand it waits for an operator.");
        broadcasts.MapGet("/", List).RequireRight(Right.Read).WithName("GetBroadcasts").WithSummary("Broadcasts planned in [from, to), latest first.");
        broadcasts.MapGet("/on-air", OnAir).RequireRight(Right.Read).WithName("GetOnAir").WithSummary("What sounds now and what comes next.");
        broadcasts.MapGet("/{id:guid}", Find).RequireRight(Right.Read).WithName("GetBroadcast").WithSummary("One broadcast with what each gateway did.");
        broadcasts.MapPost("/{id:guid}/stop", Stop).RequireRight(Right.Stop).WithName("StopBroadcast").WithSummary("Stops one broadcast, or calls it off.");
        broadcasts.MapPost("/stop", StopAll).RequireRight(Right.Stop).WithName("StopBroadcasts").WithSummary("Stops everything below an alert, or everything.");
    }

    private static async Task<Results<Created<BroadcastView>, ValidationProblem, ProblemHttpResult>> Start(
        BroadcastRequest request, BroadcastDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.FirstBeyondReach(Right.Speak, request.Areas) is { } beyond
            ? Refusal.Forbidden(BeyondReach(beyond, user))
            : ResultOf(await desk.StartAsync(request, cancellationToken));

    private static async Task<Results<Created<BroadcastView>, ValidationProblem, ProblemHttpResult>> StartEmergency(
        EmergencyRequest request, EmergencyDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.FirstBeyondReach(Right.SendEmergency, request.Areas) is { } beyond
            ? Refusal.Forbidden(BeyondReach(beyond, user))
            : ResultOf(await desk.StartAsync(request, cancellationToken));

    private static Results<Created<BroadcastView>, ValidationProblem, ProblemHttpResult> ResultOf(DeskOutcome outcome) => outcome switch
    {
        { Problems: { } problems } => TypedResults.ValidationProblem(problems),
        { Start.Problem: { } problem } => TypedResults.ValidationProblem(Problems([problem])),
        { Start.Blocked: { } blocked } => Refusal.Conflict(blocked.Reason),
        { Start.Unreviewed: { } unreviewed } => Refusal.Conflict($"{unreviewed}。Nothing but an alert goes on air before its review: GET /api/reviews names the step that is due."),
        { Start.Started: { } broadcast } => TypedResults.Created($"/api/broadcasts/{broadcast.Id}", BroadcastView.Of(broadcast)),
        _ => throw new InvalidOperationException("A start says what became of it."),
    };

    private static async Task<Results<Ok<List<BroadcastView>>, ValidationProblem>> List(
        DateTimeOffset? from, DateTimeOffset? to, BroadcastService broadcasts, TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = from ?? time.GetUtcNow() - TimeSpan.FromDays(1);
        var end = to ?? time.GetUtcNow() + TimeSpan.FromDays(7);
        if (end <= begin)
        {
            return Refusal.Field("to", end.ToString("O"), $"an instant after from \"{begin:O}\"");
        }

        var found = await broadcasts.ListAsync(begin, end, MostListed, cancellationToken);
        return TypedResults.Ok(found.Select(BroadcastView.Of).ToList());
    }

    private static async Task<Ok<OnAirView>> OnAir(OnAirBoard board, CancellationToken cancellationToken) =>
        TypedResults.Ok(await board.ReadAsync(cancellationToken));

    private static async Task<Results<Ok<BroadcastView>, ProblemHttpResult>> Find(
        Guid id, BroadcastService broadcasts, CancellationToken cancellationToken) =>
        await broadcasts.FindAsync(id, cancellationToken) is { } broadcast ? TypedResults.Ok(BroadcastView.Of(broadcast)) : Unknown(id);

    private static async Task<Results<Ok<BroadcastView>, ValidationProblem, ProblemHttpResult>> Stop(
        Guid id, StopRequest? request, BroadcastStopper stopper, StopDesk desk, BroadcastService broadcasts, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        if (BroadcastRules.ProblemOf(request ?? new StopRequest()) is { } problem)
        {
            return TypedResults.ValidationProblem(Problems([problem]));
        }

        if (await desk.FirstBeyondReachAsync(user, id, cancellationToken) is { } beyond)
        {
            return Refusal.Forbidden(BeyondReach(beyond, user));
        }

        return await stopper.StopAsync(id, (request ?? new StopRequest()).Reason, cancellationToken) switch
        {
            StopResult.Unknown => Unknown(id),
            StopResult.AlreadyOver => Refusal.Conflict($"播出「{id}」已经结束"),
            _ => TypedResults.Ok(BroadcastView.Of((await broadcasts.FindAsync(id, cancellationToken))!)),
        };
    }

    private static async Task<Results<Ok<StopAllView>, ValidationProblem>> StopAll(
        StopRequest? request, StopDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = request ?? new StopRequest();
        return BroadcastRules.ProblemOf(wanted) is { } problem
            ? TypedResults.ValidationProblem(Problems([problem]))
            : TypedResults.Ok(new StopAllView(await desk.StopAllAsync(user, wanted.Scope, wanted.Reason, cancellationToken)));
    }

    internal static string BeyondReach(string area, ClaimsPrincipal user) =>
        $"Area \"{area}\" is beyond your own. Allowed: \"{user.FindFirstValue(OperatorClaims.Area)}\" and what stands under it.";

    private static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "the ids of GET /api/broadcasts");

    private static Dictionary<string, string[]> Problems(IEnumerable<(string Field, string Problem)> problems) =>
        problems.GroupBy(problem => problem.Field).ToDictionary(group => group.Key, group => group.Select(problem => problem.Problem).ToArray());
}
