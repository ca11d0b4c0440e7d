using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CloudBroadcast.Controller.Library.Versions;

/// <summary>Versions of a programme over HTTP: list, hear, make by a cut or another text, restore.</summary>
internal static class VersionEndpoints
{
    // More would overflow a TimeSpan.
    private const long MostMs = 24 * 60 * 60 * 1000;

    public static void MapVersions(this IEndpointRouteBuilder programmes)
    {
        programmes.MapGet("/{id:guid}/versions", List).RequireRight(Right.Read).WithName("GetVersions").WithSummary("What the programme sounds and sounded like, the present version first.");
        programmes.MapGet("/{id:guid}/versions/{number}/audio", Audio).RequireRight(Right.Read).WithName("GetVersionAudio").WithSummary("The sound of a version, Ogg Opus; ranges are served.");
        programmes.MapPost("/{id:guid}/cut", CutIt).RequireRight(Right.EditLibrary).WithName("CutProgramme").WithSummary("Makes a new version of a part of the present one, faded as asked.");
        programmes.MapPost("/{id:guid}/speech", SpeakAgain).RequireRight(Right.EditLibrary).WithName("SpeakProgrammeAgain").WithSummary("Makes a new version by speaking another text.");
        programmes.MapPost("/{id:guid}/versions/{number}/restore", Restore).RequireRight(Right.EditLibrary).WithName("RestoreVersion").WithSummary("Makes an earlier version the present one again.");
    }

    private static async Task<Results<Ok<List<VersionView>>, ProblemHttpResult>> List(Guid id, ProgrammeLibrary library, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(id, cancellationToken) is not { } programme)
        {
            return LibraryEndpoints.Unknown(id);
        }

        var earlier = (await library.VersionsAsync(id, cancellationToken)).Select(version => VersionView.Of(version, isPresent: false));
        return TypedResults.Ok(earlier.Prepend(VersionView.Of(ProgrammeVersion.Of(programme), isPresent: true)).ToList());
    }

    private static async Task<Results<PhysicalFileHttpResult, ProblemHttpResult>> Audio(
        Guid id, int number, ProgrammeLibrary library, AudioFiles files, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(id, cancellationToken) is not { } programme)
        {
            return LibraryEndpoints.Unknown(id);
        }

        var hash = programme.Version == number
            ? programme.ContentHash
            : (await library.VersionsAsync(id, cancellationToken)).SingleOrDefault(version => version.Number == number)?.ContentHash;
        return hash is null
            ? Refusal.NotFound("number", number, $"the numbers of GET /api/programmes/{id}/versions")
            : TypedResults.PhysicalFile(files.PathOf(hash), OggOpus.ContentType, entityTag: new EntityTagHeaderValue($"\"{hash}\""), enableRangeProcessing: true);
    }

    private static async Task<Results<Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> CutIt(
        Guid id, CutRequest request, ProgrammeLibrary library, ProgrammeCutter cutter, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(id, cancellationToken) is not { } programme)
        {
            return LibraryEndpoints.Unknown(id);
        }

        if (new[] { request.StartMs, request.EndMs, request.FadeInMs, request.FadeOutMs }.Any(ms => ms is < 0 or > MostMs))
        {
            return Refusal.Field("endMs", request.EndMs, $"0 to {MostMs}, like the other times");
        }

        return request.ToCut().ProblemFor(programme.Length) is { } problem
            ? Refusal.Field(problem.Field, problem.Value, problem.Allowed)
            : await AnswerAsync(id, () => cutter.CutAsync(id, request.Version, request.ToCut(), cancellationToken));
    }

    private static async Task<Results<Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> SpeakAgain(
        Guid id, SpeakAgainRequest request, ProgrammeLibrary library, ISpeechEngine engine, IOptions<SpeechOptions> options, CancellationToken cancellationToken) =>
        SpeechRules.ProblemOf(request.Text, request.Voice, request.SpeedPercent, engine, options.Value) is { } problem
            ? Refusal.Field(problem.Field, problem.Value, problem.Allowed)
            : await AnswerAsync(id, () => library.SpeakAgainAsync(id, request.Version, request.Text, new SpeechStyle(request.Voice, request.SpeedPercent), cancellationToken));

    private static async Task<Results<Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> Restore(
        Guid id, int number, RestoreRequest request, ProgrammeLibrary library, CancellationToken cancellationToken) =>
        await AnswerAsync(id, () => library.RestoreAsync(id, request.Version, number, cancellationToken));

    private static async Task<Results<Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> AnswerAsync(Guid id, Func<Task<Programme?>> change)
    {
        try
        {
            return await change() is { } programme ? TypedResults.Ok(ProgrammeView.Of(programme)) : LibraryEndpoints.Unknown(id);
        }
        catch (AudioRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
        catch (SpeechFailedException failed)
        {
            return TypedResults.Problem(failed.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
