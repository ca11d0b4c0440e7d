using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Schedules.Budgets;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>Schedules over HTTP, and what will sound.</summary>
internal static class ScheduleEndpoints
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(92);
    private static readonly TimeSpan FourWeeks = TimeSpan.FromDays(28);

    public static void MapSchedules(this IEndpointRouteBuilder api)
    {
        var schedules = api.MapGroup("/schedules").WithTags("Schedules");
        schedules.MapGet("/", List).RequireRight(Right.Read).WithName("GetSchedules").WithSummary("All schedules, by time of day.");
        schedules.MapGet("/{id:guid}", Find).RequireRight(Right.Read).WithName("GetSchedule").WithSummary("One schedule.");
        schedules.MapPost("/", Create).RequireRight(Right.PlanWeek).WithName("CreateSchedule").WithSummary("Makes a schedule.");
        schedules.MapPut("/{id:guid}", Replace).RequireRight(Right.PlanWeek).WithName("ReplaceSchedule").WithSummary("Replaces a schedule; names the version that was read.");
        schedules.MapDelete("/{id:guid}", Delete).RequireRight(Right.PlanWeek).WithName("DeleteSchedule").WithSummary("Deletes a schedule; what is on air goes on.");
        schedules.MapDays();
        schedules.MapBudgets();
        schedules.MapGet("/calendar.ics", Calendar).RequireRight(Right.Read).WithName("GetScheduleCalendar").WithSummary("What will sound, as iCalendar (RFC 5545); four weeks from today unless said.");
        schedules.MapGet("/occurrences", Between).RequireRight(Right.Read).WithName("GetOccurrences").WithSummary("What will sound in [from, to), and where it collides.");
    }

    private static async Task<Ok<List<ScheduleView>>> List(ScheduleBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok((await book.ListAsync(cancellationToken)).Select(ScheduleView.Of).ToList());

    private static async Task<Results<Ok<ScheduleView>, ProblemHttpResult>> Find(
        Guid id, ScheduleBook book, CancellationToken cancellationToken) =>
        await book.FindAsync(id, cancellationToken) is { } schedule ? TypedResults.Ok(ScheduleView.Of(schedule)) : Unknown(id);

    private static async Task<Results<Created<ScheduleView>, ValidationProblem>> Create(
        ScheduleRequest request, ScheduleBook book, CancellationToken cancellationToken)
    {
        var write = await book.CreateAsync(request, cancellationToken);
        return write.Problems is { } problems
            ? TypedResults.ValidationProblem(problems.ToDictionary())
            : TypedResults.Created($"/api/schedules/{write.Written!.Id}", ScheduleView.Of(write.Written));
    }

    private static async Task<Results<Ok<ScheduleView>, ValidationProblem, ProblemHttpResult>> Replace(
        Guid id, ScheduleRequest request, ScheduleBook book, CancellationToken cancellationToken)
    {
        var write = await book.ReplaceAsync(id, request, cancellationToken);
        return write switch
        {
            { Missing: true } => Unknown(id),
            { Problems: { } problems } => TypedResults.ValidationProblem(problems.ToDictionary()),
            { NewerVersion: { } version } => Refusal.Conflict(
                $"version is \"{request.Version}\", but the schedule has been changed since. Allowed: \"{version}\", after reading it again."),
            _ => TypedResults.Ok(ScheduleView.Of(write.Written!)),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid id, ScheduleBook book, CancellationToken cancellationToken) =>
        await book.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : Unknown(id);

    private static async Task<Results<Ok<List<OccurrenceView>>, ValidationProblem>> Between(
        DateTimeOffset from, DateTimeOffset to, string? area, Outlook outlook, TownDbContext database, CancellationToken cancellationToken)
    {
        if (await WindowProblemAsync(from, to, area, database, cancellationToken) is { } problem)
        {
            return problem;
        }

        var runs = await outlook.BetweenAsync(from.ToUniversalTime(), to.ToUniversalTime(), area, cancellationToken);
        return TypedResults.Ok(runs.Select(OccurrenceView.Of).ToList());
    }

    private static async Task<Results<FileContentHttpResult, ValidationProblem>> Calendar(
        DateTimeOffset? from, DateTimeOffset? to, string? area, Outlook outlook, TownDbContext database, TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = from ?? time.GetUtcNow();
        var end = to ?? begin + FourWeeks;
        if (await WindowProblemAsync(begin, end, area, database, cancellationToken) is { } problem)
        {
            return problem;
        }

        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var runs = await outlook.BetweenAsync(begin.ToUniversalTime(), end.ToUniversalTime(), area, cancellationToken);
        return TypedResults.File(CalendarFile.Of(runs, tree, time.GetUtcNow()), "text/calendar; charset=utf-8", "week.ics");
    }

    private static async Task<ValidationProblem?> WindowProblemAsync(
        DateTimeOffset from, DateTimeOffset to, string? area, TownDbContext database, CancellationToken cancellationToken)
    {
        if (to <= from || to - from > LongestWindow)
        {
            return Refusal.Field("to", to.ToString("O"), $"an instant after from \"{from:O}\" and at most {LongestWindow.Days} days later");
        }

        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        return area is not null && !tree.TryResolveTargets([area], out _, out _)
            ? Refusal.Field("area", area, "a code of GET /api/areas")
            : null;
    }

    private static ProblemHttpResult Unknown(Guid id) => Refusal.NotFound("id", id, "the ids of GET /api/schedules");
}
