using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Schedules.Days;

/// <summary>The town's calendar over HTTP.</summary>
internal static class DayEndpoints
{
    private const long LargestTable = 256 * 1024;

    public static void MapDays(this IEndpointRouteBuilder schedules)
    {
        var days = schedules.MapGroup("/days");
        days.MapGet("/", List).RequireRight(Right.Read).WithName("GetDays").WithSummary("Holidays, made-up working days, exams and quiet hours.");
        days.MapPost("/", Add).RequireRight(Right.PlanWeek).WithName("AddDay").WithSummary("Adds a special day or several in a row.");
        days.MapDelete("/{id:guid}", Remove).RequireRight(Right.PlanWeek).WithName("RemoveDay").WithSummary("Takes a special day away.");
        days.MapPost("/import", Import).RequireRight(Right.PlanWeek).WithName("ImportDays").WithSummary("Takes a year's table: comma-separated lines or iCalendar text.");
    }

    private static async Task<Ok<IReadOnlyList<SpecialDay>>> List(DayBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok((await book.NowAsync(cancellationToken)).All);

    private static async Task<Results<Created<SpecialDay>, ValidationProblem>> Add(DayRequest request, DayBook book, CancellationToken cancellationToken)
    {
        var (added, problems) = await book.AddAsync(request, cancellationToken);
        return Refusal.Fields(problems) is { } refusal ? refusal : TypedResults.Created($"/api/schedules/days/{added!.Id}", added);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(Guid id, DayBook book, CancellationToken cancellationToken) =>
        await book.RemoveAsync(id, cancellationToken) ? TypedResults.NoContent() : Refusal.NotFound("id", id, "the ids of GET /api/schedules/days");

    private static async Task<Results<Ok<DaysTaken>, ValidationProblem>> Import(
        HttpRequest request, DayBook book, TownDbContext database, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        if (request.ContentLength is > LargestTable or null)
        {
            return Refusal.Field("body", $"{request.ContentLength} bytes", $"up to {LargestTable} bytes with a Content-Length");
        }

        await request.Body.CopyToAsync(buffer, cancellationToken);
        if (DayTable.TryRead(DayTable.TextOf(buffer.ToArray()), await AreaTree.LoadAsync(database, cancellationToken), out var days) is { } wrong)
        {
            return Refusal.Field("body", wrong, "lines of date,kind,name[,begins,ends,villages] or an iCalendar file");
        }

        var (taken, problems) = await book.ImportAsync(days, cancellationToken);
        return Refusal.Fields(problems) is { } refusal ? refusal : TypedResults.Ok(new DaysTaken(taken));
    }

    /// <summary>How many entries were taken.</summary>
    internal sealed record DaysTaken(int Taken);
}
