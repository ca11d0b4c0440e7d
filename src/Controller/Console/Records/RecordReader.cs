using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Gateways.Journals;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Schedules;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Records;

/// <summary>A page of records, the newest first.</summary>
/// <param name="Rows">At most <see cref="RecordReader.PageLength"/>.</param>
/// <param name="Number">From 1.</param>
/// <param name="Pages">1 or more.</param>
/// <param name="Total">Of all pages.</param>
/// <param name="Villages">Code and name, in the order of the code.</param>
/// <param name="VillageRows">Where a village is looked for: what it did, by the row's key.</param>
internal sealed record RecordPageView(
    IReadOnlyList<RunView> Rows, int Number, int Pages, int Total, IReadOnlyList<(string Code, string Name)> Villages, IReadOnlyDictionary<string, PlaybackState> VillageRows);

/// <summary>What one village did with one broadcast, with its proof.</summary>
/// <param name="Village">Its name.</param>
/// <param name="Playback">As the gateway's reports left it.</param>
/// <param name="Signed">Numbers of the entries about it in the gateway's journal, which the gateway signed.</param>
internal sealed record VillageRecord(string Village, Playback Playback, IReadOnlyList<long> Signed);

/// <summary>One broadcast with all that is known of it.</summary>
/// <param name="Broadcast">As it stands on record.</param>
/// <param name="Run">As other pages show it.</param>
/// <param name="Programmes">Title and hash of what it played, each once, as far as the library still has it.</param>
/// <param name="Villages">In the order of the division code.</param>
internal sealed record BroadcastRecord(Broadcast Broadcast, RunView Run, IReadOnlyList<(string Title, string Hash)> Programmes, IReadOnlyList<VillageRecord> Villages);

/// <summary>Reads what was planned, announced and really sounded.</summary>
internal sealed class RecordReader(IDbContextFactory<TownDbContext> databases, PlanReader plans, GatewayEars ears, TownTime time)
{
    public const int PageLength = 50;

    // A gateway's clock and its own schedule may be some minutes away from the plan.
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(30);

    public async Task<RecordPageView> ReadAsync(RecordFilter filter, int page, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var gateway = await GatewayOfAsync(database, filter.Village, cancellationToken);
        var broadcasts = await Find(database, filter, gateway).Select(broadcast => new { broadcast.Id, Start = broadcast.PlannedStart }).ToListAsync(cancellationToken);
        var missed = await MissedAsync(database, filter, tree, gateway, cancellationToken);
        var all = broadcasts.Select(each => (each.Start, Broadcast: (Guid?)each.Id, Missed: (Occurrence?)null))
            .Concat(missed.Select(occurrence => (Start: occurrence.StartsAt, Broadcast: (Guid?)null, Missed: (Occurrence?)occurrence)))
            .OrderByDescending(each => each.Start).ThenBy(each => each.Broadcast).ToList();
        var pages = Math.Max(1, (all.Count + PageLength - 1) / PageLength);
        var number = Math.Clamp(page, 1, pages);
        var shown = all.Skip((number - 1) * PageLength).Take(PageLength).ToList();
        var plan = await plans.ReadAsync([.. shown.Select(each => each.Broadcast).OfType<Guid>()], cancellationToken);
        var runs = new Runs(plan, ears.Heard(plan.Gateways.Values.Select(known => known.Id)), time.Now);
        var read = plan.Broadcasts.ToDictionary(broadcast => broadcast.Id);
        return new RecordPageView(
            [.. shown.Select(each => each.Missed is { } occurrence ? runs.Of(occurrence) : runs.Of(read[each.Broadcast!.Value]))],
            number,
            pages,
            all.Count,
            [.. plan.Villages.Select(village => (village.Code, village.Name))],
            gateway is null ? new Dictionary<string, PlaybackState>() : StatesOf(read.Values, gateway));
    }

    /// <summary>Null when there is no such broadcast.</summary>
    public async Task<BroadcastRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var plan = await plans.ReadAsync([id], cancellationToken);
        if (plan.Broadcasts is not [var broadcast])
        {
            return null;
        }

        var signed = await SignedAsync(broadcast, cancellationToken);
        var runs = new Runs(plan, ears.Heard(plan.Gateways.Values.Select(known => known.Id)), time.Now);
        var playbacks = broadcast.Playbacks.ToDictionary(playback => playback.GatewayId);
        var names = plan.Gateways.Values.ToDictionary(gateway => gateway.Id, gateway => (gateway.AreaCode, plan.Tree.Find(gateway.AreaCode)?.Name ?? gateway.AreaCode));
        return new BroadcastRecord(
            broadcast,
            runs.Of(broadcast),
            [.. broadcast.ProgrammeIds.Distinct().Select(programme => plan.Programmes.GetValueOrDefault(programme)).OfType<Programme>().Select(programme => (programme.Title, programme.ContentHash))],
            [
                .. broadcast.Playbacks.OrderBy(playback => names.GetValueOrDefault(playback.GatewayId).AreaCode ?? playback.GatewayId, StringComparer.Ordinal)
                    .Select(playback => new VillageRecord(names.GetValueOrDefault(playback.GatewayId).Item2 ?? playback.GatewayId, playback, signed[playback.GatewayId].Order().ToList())),
            ]);
    }

    /// <summary>Every playback that is looked for, one for each broadcast and village, the oldest first; a database of years is not read at once.</summary>
    public async IAsyncEnumerable<(Broadcast Broadcast, string Village, Playback Playback)> AllAsync(
        RecordFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var villages = await database.Gateways.AsNoTracking().ToDictionaryAsync(known => known.Id, known => known.AreaCode, cancellationToken);
        var gateway = await GatewayOfAsync(database, filter.Village, cancellationToken);
        var ids = await Find(database, filter, gateway).OrderBy(broadcast => broadcast.PlannedStart).ThenBy(broadcast => broadcast.Id).Select(broadcast => broadcast.Id).ToListAsync(cancellationToken);
        foreach (var chunk in ids.Chunk(PageLength).Select(chunk => chunk.ToList()))
        {
            var read = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks).Where(broadcast => chunk.Contains(broadcast.Id))
                .OrderBy(broadcast => broadcast.PlannedStart).ThenBy(broadcast => broadcast.Id).ToListAsync(cancellationToken);
            var lines = from broadcast in read
                        from playback in broadcast.Playbacks
                        where gateway is null || playback.GatewayId == gateway
                        let area = villages.GetValueOrDefault(playback.GatewayId)
                        orderby broadcast.PlannedStart, broadcast.Id, area
                        select (broadcast, area is null ? playback.GatewayId : tree.Find(area)?.Name ?? area, playback);
            foreach (var line in lines)
            {
                yield return line;
            }
        }
    }

    private IQueryable<Broadcast> Find(TownDbContext database, RecordFilter filter, string? gateway)
    {
        var (from, to) = (time.StartOf(filter.From), time.StartOf(filter.To.AddDays(1)));
        return filter.In(database.Broadcasts.AsNoTracking().Where(broadcast => broadcast.PlannedStart >= from && broadcast.PlannedStart < to), gateway);
    }

    private async Task<IReadOnlyList<Occurrence>> MissedAsync(TownDbContext database, RecordFilter filter, AreaTree tree, string? gateway, CancellationToken cancellationToken)
    {
        if (!filter.TakesMissedOccurrences)
        {
            return [];
        }

        var (from, to) = (time.StartOf(filter.From), time.StartOf(filter.To.AddDays(1)));
        var missed = await database.Occurrences.AsNoTracking()
            .Where(occurrence => occurrence.StartsAt >= from && occurrence.StartsAt < to && occurrence.State == OccurrenceState.Missed && occurrence.BroadcastId == null)
            .ToListAsync(cancellationToken);
        if (gateway is null || missed.Count == 0)
        {
            return missed;
        }

        var reaching = (await database.Schedules.AsNoTracking().ToListAsync(cancellationToken))
            .Where(schedule => tree.TryResolveTargets(schedule.Areas, out var targets, out _) && targets.Any(target => target.Gateway == gateway))
            .Select(schedule => schedule.Id).ToHashSet();
        return [.. missed.Where(occurrence => reaching.Contains(occurrence.ScheduleId))];
    }

    // A village that has no gateway has done nothing: no gateway is called so.
    private static async Task<string?> GatewayOfAsync(TownDbContext database, string? village, CancellationToken cancellationToken) => village is null
        ? null
        : await database.Gateways.AsNoTracking().Where(gateway => gateway.AreaCode == village).OrderBy(gateway => gateway.Id).Select(gateway => gateway.Id).FirstOrDefaultAsync(cancellationToken) ?? "";

    private static Dictionary<string, PlaybackState> StatesOf(IEnumerable<Broadcast> broadcasts, string gateway) => broadcasts
        .SelectMany(broadcast => broadcast.Playbacks.Where(playback => playback.GatewayId == gateway).Select(playback => (Key: broadcast.Id.ToString("n"), playback.State)))
        .ToDictionary(each => each.Key, each => each.State);

    private async Task<ILookup<string, long>> SignedAsync(Broadcast broadcast, CancellationToken cancellationToken)
    {
        var (from, to) = (broadcast.PlannedStart - Around, (broadcast.EndedAt ?? broadcast.PlannedStart + broadcast.Length) + Around);
        var gateways = broadcast.Playbacks.Select(playback => playback.GatewayId).ToList();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var records = await database.JournalRecords.AsNoTracking()
            .Where(record => gateways.Contains(record.GatewayId) && (record.Kind == JournalKind.Playback || record.Kind == JournalKind.Level) && record.At >= from && record.At < to)
            .ToListAsync(cancellationToken);
        return records.Where(record => JournalMessage.EntryOf(record.Signed) is var entry && (entry.Playback?.BroadcastId ?? entry.Level?.BroadcastId) == broadcast.Id)
            .ToLookup(record => record.GatewayId, record => record.Sequence);
    }
}
