using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Schedules.Budgets;

/// <summary>Minutes of loudspeaker a day over HTTP.</summary>
internal static class BudgetEndpoints
{
    public static void MapBudgets(this IEndpointRouteBuilder schedules)
    {
        schedules.MapGet("/budgets", Get).RequireRight(Right.Read).WithName("GetBudgets").WithSummary("Minutes of loudspeaker a day: the town's, and those of villages that have their own.");
        schedules.MapPut("/budgets", Put).RequireRight(Right.PlanWeek).WithName("WriteBudgets").WithSummary("Writes figures of villages by their codes; null takes one away.");
    }

    private static async Task<Ok<DayBudgets>> Get(BudgetBook book, CancellationToken cancellationToken) => TypedResults.Ok(await book.NowAsync(cancellationToken));

    private static async Task<Results<Ok<DayBudgets>, ValidationProblem>> Put(Dictionary<string, int?> figures, BudgetBook book, CancellationToken cancellationToken) =>
        await book.WriteAsync(figures, cancellationToken) is { } wrong
            ? Refusal.Field(wrong, figures[wrong], $"{DayBudgets.Least} to {DayBudgets.Most} minutes or null, by the code of a village of GET /api/areas")
            : TypedResults.Ok(await book.NowAsync(cancellationToken));
}
