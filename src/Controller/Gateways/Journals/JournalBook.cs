using System.Globalization;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>What came of entries that were brought.</summary>
/// <param name="ChainId">The journal on record; null when nothing of it is.</param>
/// <param name="Taken">Every entry up to this one is here; <see cref="JournalTaken.Closed"/> when nothing more is taken.</param>
/// <param name="Added">How many are new.</param>
/// <param name="Problem">Why the rest, or all, was left; null when it was not.</param>
internal sealed record JournalOutcome(int? ChainId, long Taken, int Added, JournalProblem? Problem);

/// <summary>Puts the gateways' journals on record. One journal is written by one at a time.</summary>
internal sealed class JournalBook(IDbContextFactory<TownDbContext> databases, AuditTrail audit, IOptions<JournalOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The journal that the gateway wrote last.</summary>
    public static Task<JournalChain?> NewestAsync(TownDbContext database, string gatewayId, CancellationToken cancellationToken) =>
        database.JournalChains.Where(chain => chain.GatewayId == gatewayId)
            .OrderByDescending(chain => chain.TakenAt).ThenByDescending(chain => chain.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The journal that the gateway wrote last, and how much of it is here; null before the first entry.</summary>
    public async Task<JournalTaken?> StandingAsync(string gatewayId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await NewestAsync(database, gatewayId, cancellationToken) is { } chain
            ? new JournalTaken { Version = WireVersion.Current, Journal = chain.JournalId, Sequence = TakenOf(chain) }
            : null;
    }

    /// <summary>Takes entries of one journal, signed by the gateway, in any order; on the disk on return. The same ones twice change nothing.</summary>
    public async Task<JournalOutcome> TakeAsync(string gatewayId, IReadOnlyList<SignedEntry> entries, bool overGap, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var journal = entries[0].Entry.Journal;
        var newest = await NewestAsync(database, gatewayId, cancellationToken);
        var chain = newest?.JournalId == journal ? newest : await FindAsync(database, gatewayId, journal, cancellationToken);
        if (chain?.ClosedAt is not null)
        {
            return new JournalOutcome(chain.Id, JournalTaken.Closed, 0, null);
        }

        var step = new ChainStep(
            chain?.Sequence ?? 0, chain?.LastHash ?? JournalCodec.NothingBefore, await HeldAsync(database, chain, entries, cancellationToken), entries, overGap);
        var breaks = step.Breaks.ToList();
        if (step.Added.Count > 0 && newest is not null && newest != chain)
        {
            breaks.Insert(0, (step.Added[0].Entry.Sequence, JournalBreakKind.Switched));
        }

        breaks = await NewOnesAsync(database, gatewayId, journal, breaks, cancellationToken);
        if (breaks.Count > 0 && !await MayBreakAsync(database, gatewayId, breaks.Count, cancellationToken))
        {
            return new JournalOutcome(chain?.Id, chain is null ? 0 : TakenOf(chain), 0, new JournalProblem(null, journal, breaks[0].Sequence, "it has had too many breaks within a day"));
        }

        chain = await WriteAsync(database, gatewayId, journal, chain, step, breaks, cancellationToken);
        var gap = step.IsBehindGap ? new JournalProblem(JournalBreakKind.Gap, journal, step.Sequence + 1, "entries before it are missing") : null;
        return new JournalOutcome(chain?.Id, step.Sequence, step.Added.Count, gap);
    }

    /// <summary>Puts on record, once, that the entry behind the last one here can't be read.</summary>
    public async Task NoteUnreadableAsync(string gatewayId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var chain = await NewestAsync(database, gatewayId, cancellationToken);
        var (journal, sequence) = (chain?.JournalId ?? Guid.Empty, (chain?.Sequence ?? 0) + 1);
        var breaks = await NewOnesAsync(database, gatewayId, journal, [(sequence, JournalBreakKind.Unreadable)], cancellationToken);
        if (breaks.Count > 0 && await MayBreakAsync(database, gatewayId, breaks.Count, cancellationToken))
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            await BreakAsync(database, gatewayId, journal, breaks, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Whether nothing more of this journal is taken.</summary>
    public async Task<bool> IsClosedAsync(string gatewayId, Guid journal, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return (await FindAsync(database, gatewayId, journal, cancellationToken))?.ClosedAt is not null;
    }

    /// <summary>
    /// Takes no more of a journal whose rest the gateway's former key signed; false while that is not so for certain: the
    /// gateway was not enrolled anew since the last entry that came of it.
    /// </summary>
    public async Task<bool> CloseAsync(string gatewayId, JournalProblem problem, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var gateway = await database.Gateways.AsNoTracking().SingleAsync(known => known.Id == gatewayId, cancellationToken);
        var chain = await FindAsync(database, gatewayId, problem.Journal, cancellationToken);
        if (gateway.EnrolledAt is null || gateway.EnrolledAt <= chain?.TakenAt || !await MayBreakAsync(database, gatewayId, 1, cancellationToken))
        {
            return false;
        }

        if (chain is null)
        {
            // Older than whatever is here, so that it does not become the newest.
            chain = Begin(gatewayId, problem.Journal, DateTimeOffset.UnixEpoch);
            database.JournalChains.Add(chain);
        }

        chain.ClosedAt = time.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var breaks = await NewOnesAsync(database, gatewayId, problem.Journal, [(problem.Sequence, JournalBreakKind.FormerKey)], cancellationToken);
        await BreakAsync(database, gatewayId, problem.Journal, breaks, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static long TakenOf(JournalChain chain) => chain.ClosedAt is null ? chain.Sequence : JournalTaken.Closed;

    private static JournalChain Begin(string gatewayId, Guid journal, DateTimeOffset at) =>
        new() { GatewayId = gatewayId, JournalId = journal, LastHash = JournalCodec.NothingBefore, TakenAt = at };

    private static Task<JournalChain?> FindAsync(TownDbContext database, string gatewayId, Guid journal, CancellationToken cancellationToken) =>
        database.JournalChains.SingleOrDefaultAsync(chain => chain.GatewayId == gatewayId && chain.JournalId == journal, cancellationToken);

    private static async Task<Dictionary<long, string>> HeldAsync(
        TownDbContext database, JournalChain? chain, IReadOnlyList<SignedEntry> entries, CancellationToken cancellationToken)
    {
        var (first, last) = (entries.Min(entry => entry.Entry.Sequence), entries.Max(entry => entry.Entry.Sequence));
        if (chain is null || first > chain.Sequence)
        {
            return [];
        }

        // No more than what came: a hostile span of numbers brings no more rows than a message has entries.
        var asked = entries.Select(entry => entry.Entry.Sequence).Distinct().ToList();
        return (await database.JournalRecords.AsNoTracking()
                .Where(record => record.ChainId == chain.Id && record.Sequence >= first && record.Sequence <= last && asked.Contains(record.Sequence))
                .Select(record => new { record.Sequence, record.Signed }).ToListAsync(cancellationToken))
            .ToDictionary(record => record.Sequence, record => JournalCodec.HashOf(record.Signed));
    }

    private static async Task<List<(long Sequence, JournalBreakKind Kind)>> NewOnesAsync(
        TownDbContext database, string gatewayId, Guid journal, List<(long Sequence, JournalBreakKind Kind)> breaks, CancellationToken cancellationToken)
    {
        if (breaks.Count == 0)
        {
            return breaks;
        }

        var sequences = breaks.Select(found => found.Sequence).ToList();
        var known = await database.JournalBreaks.Where(known => known.GatewayId == gatewayId && known.JournalId == journal && sequences.Contains(known.Sequence))
            .Select(known => new { known.Sequence, known.Kind }).ToListAsync(cancellationToken);
        return [.. breaks.Distinct().Where(found => !known.Contains(new { found.Sequence, found.Kind }))];
    }

    private async Task<bool> MayBreakAsync(TownDbContext database, string gatewayId, int count, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Day;
        return count + await database.JournalBreaks.CountAsync(known => known.GatewayId == gatewayId && known.At >= since, cancellationToken) <= options.Value.BreaksPerDay;
    }

    private async Task<JournalChain?> WriteAsync(
        TownDbContext database,
        string gatewayId,
        Guid journal,
        JournalChain? chain,
        ChainStep step,
        List<(long Sequence, JournalBreakKind Kind)> breaks,
        CancellationToken cancellationToken)
    {
        if (step.Added.Count == 0 && breaks.Count == 0)
        {
            return chain;
        }

        var now = time.GetUtcNow();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (step.Added.Count > 0)
        {
            if (chain is null)
            {
                chain = Begin(gatewayId, journal, now);
                database.JournalChains.Add(chain);
                await database.SaveChangesAsync(cancellationToken);
            }

            (chain.Sequence, chain.LastHash, chain.TakenAt) = (step.Sequence, step.Hash, now);
            await ManyRows.InsertAsync(database, step.Added.Select(entry => RecordOf(chain, entry, now)), cancellationToken);
        }

        await BreakAsync(database, gatewayId, journal, breaks, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return chain;
    }

    private static JournalRecord RecordOf(JournalChain chain, SignedEntry entry, DateTimeOffset now) => new()
    {
        ChainId = chain.Id,
        GatewayId = chain.GatewayId,
        Sequence = entry.Entry.Sequence,
        At = entry.Entry.At,
        Kind = entry.Entry.Kind,
        ReceivedAt = now,
        Signed = entry.Signed.ToArray(),
    };

    private async Task BreakAsync(
        TownDbContext database, string gatewayId, Guid journal, List<(long Sequence, JournalBreakKind Kind)> breaks, CancellationToken cancellationToken)
    {
        foreach (var (sequence, kind) in breaks)
        {
            database.JournalBreaks.Add(new JournalBreak { GatewayId = gatewayId, JournalId = journal, Sequence = sequence, Kind = kind, At = time.GetUtcNow() });
            var facts = new { journal = journal.ToString("N", CultureInfo.InvariantCulture), sequence, kind };
            await audit.WriteAsync(database, Actor.Controller, "journal.break", gatewayId, null, facts, cancellationToken);
        }
    }
}
