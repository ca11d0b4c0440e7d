using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace CloudBroadcast.Controller.Library.Uploads;

/// <summary>Uploads in pieces over HTTP: begin, send pieces, finish, look. A piece that was lost is sent again from where the file ends.</summary>
internal static class UploadEndpoints
{
    private const string ContentType = "application/octet-stream";

    /// <summary>Bytes of one piece at most.</summary>
    private const long MostOfOne = 8 * 1024 * 1024;

    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        var uploads = api.MapGroup("/uploads").WithTags("Library").RequireRight(Right.EditLibrary);
        uploads.MapGet("/", List).WithName("GetUploads").WithSummary("Your own uploads, the newest first.");
        uploads.MapPost("/", Begin).WithName("BeginUpload").WithSummary("Begins an upload in pieces; nothing of the file comes with it.");
        uploads.MapGet("/{id:guid}", Find).WithName("GetUpload").WithSummary("How much is here, or how far the import is.");
        uploads.MapPatch("/{id:guid}", Append).Accepts<Stream>(ContentType).WithMetadata(new PieceLimit(MostOfOne), NoTrail.Instance)
            .WithName("AppendToUpload").WithSummary("Adds a piece of at most 8 MiB that begins at offset, which is what has arrived so far.");
        uploads.MapPost("/{id:guid}/finish", Finish).WithName("FinishUpload").WithSummary("Lets the whole file become a programme; GetUpload shows how far it is.");
        uploads.MapDelete("/{id:guid}", Drop).WithName("DropUpload").WithSummary("Takes an upload away; what it became stays.");
    }

    private static async Task<Ok<List<UploadView>>> List(UploadDesk desk, AuditTrail audit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.ListAsync(audit.Present, cancellationToken));

    private static async Task<Results<Created<UploadView>, ValidationProblem, ProblemHttpResult>> Begin(
        UploadRequest request, UploadDesk desk, AuditTrail audit, CancellationToken cancellationToken) =>
        await desk.BeginAsync(audit.Present, request, cancellationToken) switch
        {
            { View: { } view } => TypedResults.Created($"/api/uploads/{view.Id}", view),
            { Problem: { } problem } => Refusal.Field(problem.Field, problem.Value, problem.Allowed),
            { Conflict: { } conflict } => Refusal.Conflict(conflict),
            _ => throw new InvalidOperationException("A begun upload says what became of it."),
        };

    private static async Task<Results<Ok<UploadView>, ValidationProblem, ProblemHttpResult>> Find(
        Guid id, UploadDesk desk, AuditTrail audit, CancellationToken cancellationToken) =>
        Answer(id, await desk.FindAsync(audit.Present, id, cancellationToken));

    private static async Task<Results<Ok<UploadView>, ValidationProblem, ProblemHttpResult>> Append(
        Guid id, long? offset, Stream body, UploadDesk desk, AuditTrail audit, CancellationToken cancellationToken) =>
        Answer(id, await desk.AppendAsync(audit.Present, id, offset ?? 0, body, cancellationToken));

    private static async Task<Results<Ok<UploadView>, ValidationProblem, ProblemHttpResult>> Finish(
        Guid id, UploadFinish? finish, UploadDesk desk, AuditTrail audit, CancellationToken cancellationToken) =>
        Answer(id, await desk.FinishAsync(audit.Present, id, finish ?? new UploadFinish(), cancellationToken));

    private static async Task<Results<Ok<UploadView>, ValidationProblem, ProblemHttpResult>> Drop(
        Guid id, UploadDesk desk, AuditTrail audit, CancellationToken cancellationToken) =>
        Answer(id, await desk.DropAsync(audit.Present, id, cancellationToken));

    private static Results<Ok<UploadView>, ValidationProblem, ProblemHttpResult> Answer(Guid id, UploadOutcome outcome) => outcome switch
    {
        { View: { } view } => TypedResults.Ok(view),
        { Problem: { } problem } => Refusal.Field(problem.Field, problem.Value, problem.Allowed),
        { Conflict: { } conflict } => Refusal.Conflict(conflict),
        _ => Refusal.NotFound("id", id, "the ids of GET /api/uploads"),
    };

    private sealed record PieceLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
