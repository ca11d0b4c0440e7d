using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>Which entries of a gateway are looked for; null for all.</summary>
internal sealed record JournalSearch(string GatewayId, DateTimeOffset? From = null, DateTimeOffset? To = null, JournalKind? Kind = null);

/// <summary>Reads the journals on record, page by page.</summary>
internal sealed class JournalPages(TownDbContext database)
{
    /// <summary>The longest page.</summary>
    public const int MostEntries = 500;

    private const int MostBreaks = 50;

    /// <summary>Entries with numbers above <paramref name="after"/>, the oldest first.</summary>
    public Task<IReadOnlyList<JournalLineView>> AfterAsync(JournalSearch search, long after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Find(search).Where(record => record.Number > after).OrderBy(record => record.Number).Take(limit), cancellationToken);

    /// <summary>Entries with numbers below <paramref name="before"/>, the newest first.</summary>
    public Task<IReadOnlyList<JournalLineView>> BeforeAsync(JournalSearch search, long before, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Find(search).Where(record => record.Number < before).OrderByDescending(record => record.Number).Take(limit), cancellationToken);

    /// <summary>How far the gateway's present journal is here, and where its journals are not whole.</summary>
    public async Task<(JournalStandingView? Standing, IReadOnlyList<JournalBreakView> Breaks)> StandingAsync(string gatewayId, CancellationToken cancellationToken)
    {
        var breaks = await database.JournalBreaks.AsNoTracking().Where(found => found.GatewayId == gatewayId)
            .OrderByDescending(found => found.Number).Take(MostBreaks)
            .Select(found => new JournalBreakView(found.JournalId, found.Sequence, found.Kind, found.At, JournalWords.Of(found.Kind, found.Sequence)))
            .ToListAsync(cancellationToken);
        if (await JournalBook.NewestAsync(database, gatewayId, cancellationToken) is not { } chain)
        {
            return (null, breaks);
        }

        var first = await database.JournalBreaks
            .Where(found => found.GatewayId == gatewayId && found.JournalId == chain.JournalId && found.Sequence <= chain.Sequence
                && (found.Kind == JournalBreakKind.Fork || found.Kind == JournalBreakKind.Gap))
            .MinAsync(found => (long?)found.Sequence, cancellationToken);
        return (new JournalStandingView(chain.JournalId, chain.Sequence, first - 1 ?? chain.Sequence, chain.TakenAt), breaks);
    }

    private IQueryable<JournalRecord> Find(JournalSearch search)
    {
        var found = database.JournalRecords.AsNoTracking().Where(record => record.GatewayId == search.GatewayId);
        found = search.Kind is { } kind ? found.Where(record => record.Kind == kind) : found;
        found = search.From is { } from ? found.Where(record => record.At >= from) : found;
        return search.To is { } to ? found.Where(record => record.At < to) : found;
    }

    private async Task<IReadOnlyList<JournalLineView>> ReadAsync(IQueryable<JournalRecord> page, CancellationToken cancellationToken)
    {
        var lines = (await page.ToListAsync(cancellationToken)).Select(record => (Record: record, Entry: JournalMessage.EntryOf(record.Signed))).ToList();
        var broadcasts = lines.Select(line => BroadcastOf(line.Entry)).OfType<Guid>().Distinct().ToList();
        var titles = await database.Broadcasts.Where(broadcast => broadcasts.Contains(broadcast.Id))
            .ToDictionaryAsync(broadcast => broadcast.Id, broadcast => broadcast.Title, cancellationToken);
        return [.. lines.Select(line => new JournalLineView(
            line.Record.Number,
            line.Record.ReceivedAt,
            JournalWords.Of(line.Entry, BroadcastOf(line.Entry) is { } id ? titles.GetValueOrDefault(id) : null),
            line.Entry))];
    }

    private static Guid? BroadcastOf(JournalEntry entry) => entry.Playback?.BroadcastId ?? entry.Level?.BroadcastId;
}
