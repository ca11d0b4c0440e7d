using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Library;

/// <summary>Playlists over HTTP.</summary>
internal static class PlaylistEndpoints
{
    public static void MapPlaylists(this IEndpointRouteBuilder api)
    {
        var playlists = api.MapGroup("/playlists").WithTags("Library");
        playlists.MapGet("/", List).RequireRight(Right.Read).WithName("GetPlaylists").WithSummary("All playlists by title.");
        playlists.MapGet("/{id:guid}", Get).RequireRight(Right.Read).WithName("GetPlaylist").WithSummary("One playlist.");
        playlists.MapPost("/", Add).RequireRight(Right.EditLibrary).WithName("AddPlaylist").WithSummary("Writes a new playlist.");
        playlists.MapPut("/{id:guid}", Replace).RequireRight(Right.EditLibrary).WithName("ReplacePlaylist").WithSummary("Writes a playlist anew.");
        playlists.MapDelete("/{id:guid}", Delete).RequireRight(Right.EditLibrary).WithName("DeletePlaylist").WithSummary("Takes a playlist away that no schedule needs.");
    }

    private static async Task<Ok<IEnumerable<PlaylistView>>> List(PlaylistLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok((await library.ListAsync(cancellationToken)).Select(PlaylistView.Of));

    private static async Task<Results<Ok<PlaylistView>, ProblemHttpResult>> Get(Guid id, PlaylistLibrary library, CancellationToken cancellationToken) =>
        await library.FindAsync(id, cancellationToken) is { } playlist ? TypedResults.Ok(PlaylistView.Of(playlist)) : Unknown(id);

    private static async Task<Results<Created<PlaylistView>, ValidationProblem, ProblemHttpResult>> Add(
        PlaylistRequest request, PlaylistLibrary library, CancellationToken cancellationToken)
    {
        if (await CheckAsync(request, library, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        try
        {
            var view = PlaylistView.Of(await library.AddAsync(request, cancellationToken));
            return TypedResults.Created($"/api/playlists/{view.Id}", view);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
    }

    private static async Task<Results<Ok<PlaylistView>, ValidationProblem, ProblemHttpResult>> Replace(
        Guid id, PlaylistRequest request, PlaylistLibrary library, CancellationToken cancellationToken)
    {
        if (await CheckAsync(request, library, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await library.ReplaceAsync(id, request, cancellationToken) is { } playlist ? TypedResults.Ok(PlaylistView.Of(playlist)) : Unknown(id);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid id, PlaylistLibrary library, CancellationToken cancellationToken)
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

    private static async Task<ValidationProblem?> CheckAsync(PlaylistRequest request, PlaylistLibrary library, CancellationToken cancellationToken)
    {
        if (!LibraryRules.IsTitle(request.Title))
        {
            return Refusal.Field("title", request.Title, LibraryRules.TitleAllowed);
        }

        if (request.ProgrammeIds.Count is 0 or > PlaylistLibrary.MaxProgrammes)
        {
            return Refusal.Field("programmeIds", $"{request.ProgrammeIds.Count} ids", $"1 to {PlaylistLibrary.MaxProgrammes} ids");
        }

        return await library.FirstUnknownAsync(request.ProgrammeIds, cancellationToken) is { } unknown
            ? Refusal.Field("programmeIds", unknown, "the ids of GET /api/programmes")
            : null;
    }

    private static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "the ids of GET /api/playlists");
}
