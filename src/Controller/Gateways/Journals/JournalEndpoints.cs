using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>The gateways' journals over HTTP; nothing here changes them.</summary>
internal static class JournalEndpoints
{
    private const int DefaultLimit = 100;

    public static void MapJournals(this IEndpointRouteBuilder gateways) => gateways.MapGet("/{id}/journal", Read).RequireRight(Right.Read)
        .WithName("GetJournal").WithSummary($"What the gateway has recorded in [from, to), with numbers above after; {DefaultLimit} entries, or limit.");

    private static async Task<Results<Ok<JournalView>, ValidationProblem, ProblemHttpResult>> Read(
        string id,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? kind,
        long? after,
        int? limit,
        GatewayRegister register,
        JournalPages pages,
        CancellationToken cancellationToken)
    {
        if (await register.FindAsync(id, cancellationToken) is null)
        {
            return GatewayEndpoints.Unknown(id);
        }

        if (ProblemOf(from, to, kind, after, limit) is { } problem)
        {
            return problem;
        }

        var (standing, breaks) = await pages.StandingAsync(id, cancellationToken);
        var search = new JournalSearch(id, from?.ToUniversalTime(), to?.ToUniversalTime(), KindOf(kind));
        return TypedResults.Ok(new JournalView(standing, breaks, await pages.AfterAsync(search, after ?? 0, limit ?? DefaultLimit, cancellationToken)));
    }

    // By its word on the wire, and by no number.
    private static JournalKind? KindOf(string? word) => Enum.GetValues<JournalKind>().Cast<JournalKind?>()
        .FirstOrDefault(kind => string.Equals($"{kind}", word, StringComparison.OrdinalIgnoreCase));

    private static ValidationProblem? ProblemOf(DateTimeOffset? from, DateTimeOffset? to, string? kind, long? after, int? limit)
    {
        var problems = new List<(string, string)>();
        if (to <= from)
        {
            problems.Add(("to", Refusal.Sentence("to", to.Value.ToString("O"), $"an instant after from \"{from:O}\"")));
        }

        if (kind is not null && KindOf(kind) is null)
        {
            problems.Add(("kind", Refusal.Sentence("kind", kind, ValueWords.For(typeof(JournalKind)))));
        }

        if (after < 0)
        {
            problems.Add(("after", Refusal.Sentence("after", after, "the number of an entry, or 0")));
        }

        if (limit is < 1 or > JournalPages.MostEntries)
        {
            problems.Add(("limit", Refusal.Sentence("limit", limit, $"1 to {JournalPages.MostEntries}")));
        }

        return Refusal.Fields(problems);
    }
}
