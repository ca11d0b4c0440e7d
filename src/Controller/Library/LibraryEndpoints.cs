using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Library.Uploads;
using CloudBroadcast.Controller.Library.Versions;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CloudBroadcast.Controller.Library;

/// <summary>Programmes and playlists over HTTP.</summary>
internal static class LibraryEndpoints
{
    public static void MapLibrary(this IEndpointRouteBuilder api)
    {
        var limit = api.ServiceProvider.GetRequiredService<IOptions<LibraryOptions>>().Value.MaxFormBytes;
        var programmes = api.MapGroup("/programmes").WithTags("Library");
        programmes.MapGet("/", List).RequireRight(Right.Read).WithName("GetProgrammes").WithSummary("All programmes by title.");
        programmes.MapGet("/{id:guid}", Get).RequireRight(Right.Read).WithName("GetProgramme").WithSummary("One programme.");
        programmes.MapPost("/", Upload).RequireRight(Right.EditLibrary).WithName("UploadProgramme").WithSummary("Makes a programme of an audio file: a form with file, title, category.")
            .DisableAntiforgery().WithFormOptions(multipartBodyLengthLimit: limit).WithMetadata(new UploadLimit(limit));
        programmes.MapPost("/speech", Speak).RequireRight(Right.EditLibrary).WithName("SpeakProgramme").WithSummary("Makes a programme of a text.");
        programmes.MapDelete("/{id:guid}", Delete).RequireRight(Right.EditLibrary).WithName("DeleteProgramme").WithSummary("Takes a programme away that no schedule and no playlist needs.");
        programmes.MapGet("/{id:guid}/audio", Audio).RequireRight(Right.Read).WithName("GetProgrammeAudio").WithSummary("Its sound, Ogg Opus; ranges are served.");
        programmes.MapGet("/{id:guid}/waveform", Waveform).RequireRight(Right.Read).WithName("GetProgrammeWaveform").WithSummary("Its peaks, to be drawn.");
        programmes.MapPut("/{id:guid}", Change).RequireRight(Right.EditLibrary).WithName("ChangeProgramme").WithSummary("Changes title, category, tags and the last day on which it may be planned.");
        programmes.MapGet("/{id:guid}/uses", Uses).RequireRight(Right.Read).WithName("GetProgrammeUses").WithSummary("Where it is used: schedules, playlists, broadcasts.");
        programmes.MapVersions();
        api.MapUploads();
        api.MapSpeech();
        api.MapPlaylists();
        api.MapColumns();
        api.MapReviews();
    }

    private static async Task<Ok<IEnumerable<ProgrammeView>>> List(ReviewBook reviews, CancellationToken cancellationToken) =>
        TypedResults.Ok((await reviews.ListAsync(cancellationToken)).Select(ProgrammeView.Of));

    private static async Task<Results<Ok<ProgrammeView>, ProblemHttpResult>> Get(Guid id, ReviewBook reviews, CancellationToken cancellationToken) =>
        await reviews.FindAsync(id, cancellationToken) is { } one ? TypedResults.Ok(ProgrammeView.Of(one)) : Unknown(id);

    private static async Task<Results<Created<ProgrammeView>, Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> Upload(
        IFormFile file, [FromForm] string category, [FromForm] string? title, ProgrammeLibrary library, ReviewBook reviews, CancellationToken cancellationToken)
    {
        var called = string.IsNullOrEmpty(title) ? LibraryRules.TitleOf(file.FileName) : title;
        if (!LibraryRules.IsTitle(called))
        {
            return Refusal.Field("title", called, LibraryRules.TitleAllowed);
        }

        if (!LibraryRules.TryCategory(category, out var about))
        {
            return Refusal.Field("category", category, LibraryRules.CategoriesAllowed);
        }

        try
        {
            await using var upload = file.OpenReadStream();
            return await AnswerAsync(await library.ImportAsync(upload, file.FileName, called, about, progress: null, cancellationToken), reviews, cancellationToken);
        }
        catch (AudioRefusedException refused)
        {
            return Refused("file", refused);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
    }

    private static async Task<Results<Created<ProgrammeView>, Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> Speak(
        SpeechRequest request, ProgrammeLibrary library, ReviewBook reviews, ISpeechEngine engine, IOptions<SpeechOptions> options, CancellationToken cancellationToken)
    {
        if (!LibraryRules.IsTitle(request.Title))
        {
            return Refusal.Field("title", request.Title, LibraryRules.TitleAllowed);
        }

        if (SpeechRules.ProblemOf(request.Text, request.Voice, request.SpeedPercent, engine, options.Value) is { } problem)
        {
            return Refusal.Field(problem.Field, problem.Value, problem.Allowed);
        }

        try
        {
            var style = new SpeechStyle(request.Voice, request.SpeedPercent);
            return await AnswerAsync(await library.SpeakAsync(request.Text, request.Title, request.Category, style, cancellationToken), reviews, cancellationToken);
        }
        catch (AudioRefusedException refused)
        {
            return Refused("text", refused);
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

    private static async Task<Results<Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> Change(
        Guid id, ProgrammeChange change, ProgrammeLibrary library, CancellationToken cancellationToken)
    {
        if (!LibraryRules.IsTitle(change.Title))
        {
            return Refusal.Field("title", change.Title, LibraryRules.TitleAllowed);
        }

        if (!LibraryRules.AreTags(change.Tags))
        {
            return Refusal.Field("tags", string.Join(' ', change.Tags), LibraryRules.TagsAllowed);
        }

        try
        {
            return await library.ChangeAsync(id, change, cancellationToken) is { } programme ? TypedResults.Ok(ProgrammeView.Of(programme)) : Unknown(id);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
    }

    private static async Task<Results<Ok<ProgrammeUseView>, ProblemHttpResult>> Uses(
        Guid id, ProgrammeLibrary library, ProgrammeUses uses, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(id, cancellationToken) is null)
        {
            return Unknown(id);
        }

        var use = (await uses.ReadAsync(cancellationToken)).GetValueOrDefault(id, ProgrammeUse.None);
        return TypedResults.Ok(new ProgrammeUseView(
            [.. use.Schedules.Select(schedule => new UsedIn(schedule.Id, schedule.Title))],
            [.. use.Playlists.Select(playlist => new UsedIn(playlist.Id, playlist.Title))],
            [.. use.Columns.Select(column => new UsedIn(column.Id, column.Title))],
            (await uses.PastAsync(id, cancellationToken)).Count));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid id, ProgrammeLibrary library, CancellationToken cancellationToken)
    {
        try
        {
            return await library.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Unknown(id);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
    }

    private static async Task<Results<PhysicalFileHttpResult, ProblemHttpResult>> Audio(
        Guid id, ProgrammeLibrary library, AudioFiles files, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(id, cancellationToken) is not { } programme)
        {
            return Unknown(id);
        }

        response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.PhysicalFile(
            files.PathOf(programme.ContentHash), OggOpus.ContentType, entityTag: new EntityTagHeaderValue($"\"{programme.ContentHash}\""), enableRangeProcessing: true);
    }

    private static async Task<Results<Ok<WaveformView>, ProblemHttpResult>> Waveform(
        Guid id, ProgrammeLibrary library, AudioFiles files, CancellationToken cancellationToken) =>
        await library.FindAsync(id, cancellationToken) is { } programme
            ? TypedResults.Ok(new WaveformView([.. await files.WaveformAsync(programme.ContentHash, cancellationToken)]))
            : Unknown(id);

    private static async Task<Results<Created<ProgrammeView>, Ok<ProgrammeView>, ValidationProblem, ProblemHttpResult>> AnswerAsync(
        AddedProgramme added, ReviewBook reviews, CancellationToken cancellationToken)
    {
        if (await reviews.FindAsync(added.Programme.Id, cancellationToken) is not { } one)
        {
            return Unknown(added.Programme.Id);
        }

        var view = ProgrammeView.Of(one);
        return added.IsNew ? TypedResults.Created($"/api/programmes/{view.Id}", view) : TypedResults.Ok(view);
    }

    internal static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "the ids of GET /api/programmes");

    private static ValidationProblem Refused(string field, AudioRefusedException refused) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [refused.Message] }, detail: refused.Message);

    private sealed record UploadLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
