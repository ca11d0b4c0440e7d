using System.Security.Claims;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Library.Review;

/// <summary>The three steps over HTTP.</summary>
internal static class ReviewEndpoints
{
    public static void MapReviews(this IEndpointRouteBuilder api)
    {
        var reviews = api.MapGroup("/reviews").WithTags("Library");
        reviews.MapGet("/", List).RequireRight(Right.Read).WithName("GetReviews").WithSummary("Programmes that may not go on air yet, with the step that is due.");
        reviews.MapGet("/{id:guid}", Find).RequireRight(Right.Read).WithName("GetReview").WithSummary("Where one programme stands, by the programme's id.");
        reviews.MapPost("/{id:guid}/submit", Submit).RequireRight(Right.EditLibrary).WithName("SubmitProgramme").WithSummary("初审: the editor has listened and hands it in.");
        reviews.MapPost("/{id:guid}/review", Review).RequireRight(Right.Review).WithName("ReviewProgramme").WithSummary("复审: passes it, or gives it back with a remark.");
        reviews.MapPost("/{id:guid}/approve", Approve).RequireRight(Right.Approve).WithName("ApproveProgramme").WithSummary("终审: approves it, or gives it back with a remark.");
    }

    private static async Task<Ok<List<ReviewView>>> List(ReviewBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok((await book.ListAsync(cancellationToken)).Where(one => !one.Standing.IsApproved).Select(ReviewView.Of).ToList());

    private static async Task<Results<Ok<ReviewView>, ProblemHttpResult>> Find(Guid id, ReviewBook book, CancellationToken cancellationToken) =>
        await book.FindAsync(id, cancellationToken) is { } one ? TypedResults.Ok(ReviewView.Of(one)) : Unknown(id);

    private static Task<Results<Ok<ReviewView>, ValidationProblem, ProblemHttpResult>> Submit(
        Guid id, ReviewRequest request, ReviewDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TakeAsync(id, request, ReviewStep.Submission, desk, user, cancellationToken);

    private static Task<Results<Ok<ReviewView>, ValidationProblem, ProblemHttpResult>> Review(
        Guid id, ReviewRequest request, ReviewDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TakeAsync(id, request, ReviewStep.Review, desk, user, cancellationToken);

    private static Task<Results<Ok<ReviewView>, ValidationProblem, ProblemHttpResult>> Approve(
        Guid id, ReviewRequest request, ReviewDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TakeAsync(id, request, ReviewStep.Approval, desk, user, cancellationToken);

    private static async Task<Results<Ok<ReviewView>, ValidationProblem, ProblemHttpResult>> TakeAsync(
        Guid id, ReviewRequest request, ReviewStep step, ReviewDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var outcome = await desk.TakeAsync(user, id, request.For(step), cancellationToken);
        return outcome switch
        {
            { IsUnknown: true } => Unknown(id),
            { Taken: { } taken } => TypedResults.Ok(ReviewView.Of(taken)),
            { Refused: ReviewRefusal.NotHeard } => Refusal.Field("heard", Word(request.Heard), "played or declared with the verdict passed"),
            { Refused: ReviewRefusal.NoRemark } => Refusal.Field("remark", request.Remark, "what has to be changed, with the verdict returned"),
            { Refused: ReviewRefusal.LongRemark } => Refusal.Field("remark", $"{request.Remark?.Length} characters", $"at most {ReviewRules.LongestRemark} characters"),
            { Refused: ReviewRefusal.Changed } => Refusal.Conflict($"contentHash is \"{request.ContentHash}\". The programme has other audio: listen to that, and send its hash."),
            { Refused: ReviewRefusal.NotDue } => Refusal.Conflict("Another step is due: GET /api/reviews/{id} names it as next."),
            { Refused: ReviewRefusal.OwnWork } => Refusal.Forbidden("Nobody judges the own work: you made a version of this programme, or handed it in."),
            { Refused: ReviewRefusal.TookAnotherStep } => Refusal.Forbidden("One person takes one step: you have taken another one with this programme."),
            _ => Refusal.Forbidden("The step needs another right."),
        };
    }

    private static string Word(Hearing heard) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(heard.ToString());

    private static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "the ids of GET /api/programmes");
}
