using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>Columns over HTTP.</summary>
internal static class ColumnEndpoints
{
    public static void MapColumns(this IEndpointRouteBuilder api)
    {
        var columns = api.MapGroup("/columns").WithTags("Library");
        columns.MapGet("/", List).RequireRight(Right.Read).WithName("GetColumns").WithSummary("All columns by title.");
        columns.MapGet("/folders", Folders).RequireRight(Right.EditLibrary).WithName("GetColumnFolders").WithSummary("The folders that a column may watch.");
        columns.MapGet("/{id:guid}", Get).RequireRight(Right.Read).WithName("GetColumn").WithSummary("One column.");
        columns.MapPost("/", Add).RequireRight(Right.EditLibrary).WithName("AddColumn").WithSummary("Writes a new column.");
        columns.MapPut("/{id:guid}", Replace).RequireRight(Right.EditLibrary).WithName("ReplaceColumn").WithSummary("Writes a column anew; names the version that was read.");
        columns.MapDelete("/{id:guid}", Delete).RequireRight(Right.EditLibrary).WithName("DeleteColumn").WithSummary("Takes a column away that no schedule needs; its episodes stay.");
    }

    private static async Task<Ok<IEnumerable<ColumnView>>> List(ColumnLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok((await library.ListAsync(cancellationToken)).Select(ColumnView.Of));

    private static Ok<IReadOnlyList<string>> Folders(ColumnFolders folders) => TypedResults.Ok(folders.Offered);

    private static async Task<Results<Ok<ColumnView>, ProblemHttpResult>> Get(Guid id, ColumnLibrary library, CancellationToken cancellationToken) =>
        await library.FindAsync(id, cancellationToken) is { } column ? TypedResults.Ok(ColumnView.Of(column)) : Unknown(id);

    private static async Task<Results<Created<ColumnView>, ValidationProblem, ProblemHttpResult>> Add(
        ColumnRequest request, ColumnLibrary library, CancellationToken cancellationToken)
    {
        if (await library.ProblemOfAsync(request, cancellationToken) is { } problem)
        {
            return Refusal.Field(problem.Field, problem.Value, problem.Allowed);
        }

        try
        {
            var view = ColumnView.Of(await library.AddAsync(request, cancellationToken));
            return TypedResults.Created($"/api/columns/{view.Id}", view);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
    }

    private static async Task<Results<Ok<ColumnView>, ValidationProblem, ProblemHttpResult>> Replace(
        Guid id, ColumnRequest request, ColumnLibrary library, CancellationToken cancellationToken)
    {
        if (await library.ProblemOfAsync(request, cancellationToken) is { } problem)
        {
            return Refusal.Field(problem.Field, problem.Value, problem.Allowed);
        }

        try
        {
            return await library.ReplaceAsync(id, request, cancellationToken) is { } column ? TypedResults.Ok(ColumnView.Of(column)) : Unknown(id);
        }
        catch (LibraryConflictException conflict)
        {
            return Refusal.Conflict(conflict.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid id, ColumnLibrary library, CancellationToken cancellationToken)
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

    private static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "the ids of GET /api/columns");
}
