using CloudBroadcast.Controller.Gateways.Journals;
using CloudBroadcast.Controller.Gateways.Maintenance;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>What the relay bridge read back during a relay test, by the gateway's signed journal.</summary>
internal sealed class RelayProof(IDbContextFactory<TownDbContext> databases)
{
    private const int MostEntries = 4;

    // Clocks of gateway and controller may be a little apart; no other test fits in between.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    /// <summary>Each change of the contacts in a sentence, in their order; empty until the journal has come, and for what is no relay test that has ended.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(MaintenanceRun run, CancellationToken cancellationToken)
    {
        if (run is not { Task: MaintenanceTask.RelayTest, AnsweredAt: { } answered, State: MaintenanceState.Done or MaintenanceState.Failed })
        {
            return [];
        }

        var (from, to) = (run.AskedAt - Slack, answered + Slack);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var records = await database.JournalRecords.AsNoTracking()
            .Where(record => record.GatewayId == run.GatewayId && record.Kind == JournalKind.Relay && record.At >= from && record.At < to)
            .OrderBy(record => record.Number).Take(MostEntries).ToListAsync(cancellationToken);
        return [.. records.Select(record => JournalWords.Of(JournalMessage.EntryOf(record.Signed), null))];
    }
}
