using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Audit;

/// <summary>One entry as the API shows it.</summary>
internal sealed record AuditEntryView(
    long Number, DateTimeOffset At, string Who, string From, string Action, string Subject, string? Before, string? After, string Hash)
{
    public static AuditEntryView Of(AuditEntry entry) => new(
        entry.Number, entry.At, entry.Who, entry.From, entry.Action, entry.Subject, entry.Before, entry.After, Convert.ToHexStringLower(entry.Hash));
}

/// <summary>The audit trail over HTTP; nothing here changes it.</summary>
internal static class AuditEndpoints
{
    private const int PageLength = 500;

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Operators").RequireRight(Right.ReadAudit);
        audit.MapGet("/", List).WithName("GetAudit").WithSummary($"Entries in [from, to) with numbers above after, {PageLength} at most.");
        audit.MapGet("/check", Check).WithName("CheckAudit").WithSummary("Checks the chain of hashes and names the first broken entry.");
    }

    private static async Task<Results<Ok<List<AuditEntryView>>, ValidationProblem>> List(
        DateTimeOffset? from, DateTimeOffset? to, long? after, TownDbContext database, CancellationToken cancellationToken)
    {
        if (to <= from)
        {
            return Refusal.Field("to", to.Value.ToString("O"), $"an instant after from \"{from:O}\"");
        }

        var (begin, end, number) = (from?.ToUniversalTime() ?? DateTimeOffset.UnixEpoch, to?.ToUniversalTime() ?? DateTimeOffset.MaxValue, after ?? 0);
        var entries = await database.AuditEntries.AsNoTracking()
            .Where(entry => entry.Number > number && entry.At >= begin && entry.At < end)
            .OrderBy(entry => entry.Number).Take(PageLength).ToListAsync(cancellationToken);
        return TypedResults.Ok(entries.Select(AuditEntryView.Of).ToList());
    }

    private static async Task<Ok<AuditCheckView>> Check(TownDbContext database, CancellationToken cancellationToken) =>
        TypedResults.Ok(await AuditCheck.RunAsync(database, cancellationToken));
}
