using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Audit;

/// <summary>What a check of the whole trail found.</summary>
/// <param name="Entries">How many entries hang together from the first on.</param>
/// <param name="FirstBroken">Number of the first that does not; null when all do.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="LastHash">Hash of the last good one: written down elsewhere, it shows later whether the end was cut off.</param>
internal sealed record AuditCheckView(long Entries, long? FirstBroken, string? Problem, string LastHash);

/// <summary>Reads the whole trail and sees whether each entry is the one that was written.</summary>
internal static class AuditCheck
{
    public static async Task<AuditCheckView> RunAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        var (good, previous) = (0L, new byte[32]);
        await foreach (var entry in database.AuditEntries.AsNoTracking().OrderBy(entry => entry.Number).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (ProblemOf(entry, good + 1, previous) is { } problem)
            {
                return new AuditCheckView(good, good + 1, problem, Convert.ToHexStringLower(previous));
            }

            (good, previous) = (entry.Number, entry.Hash);
        }

        return new AuditCheckView(good, null, null, Convert.ToHexStringLower(previous));
    }

    private static string? ProblemOf(AuditEntry entry, long number, byte[] previous) => entry switch
    {
        _ when entry.Number != number => $"Entry {number} is missing; {entry.Number} comes next.",
        _ when !entry.PreviousHash.AsSpan().SequenceEqual(previous) => $"Entry {number} does not follow the one before it.",
        _ when !entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash()) => $"Entry {number} is not what was written.",
        _ => null,
    };
}
