using System.Threading.Channels;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>
/// Carries what journals say of broadcasts into the playbacks, behind the intake and from where it was left at the last stop.
/// </summary>
internal sealed partial class JournalPlaybacks(
    IDbContextFactory<TownDbContext> databases, ReportIntake reports, JournalTurn intake, TimeProvider time, ILogger<JournalPlaybacks> log) : BackgroundService
{
    private const int PageLength = 256;
    private const int MostTries = 3;
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    // For one report: a town whose gateways all come back at once must not keep them from the record for long.
    private static readonly TimeSpan MostYielded = TimeSpan.FromMilliseconds(100);

    private readonly Channel<int> _wishes = Channel.CreateUnbounded<int>();

    // How often the report behind the settled ones has failed; used by the one loop alone.
    private readonly Dictionary<int, int> _failures = [];

    /// <summary>There is more of this journal.</summary>
    public void Look(int chainId) => _wishes.Writer.TryWrite(chainId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = time.CreateTimer(_ => Look(0), null, Round, Round);
        Look(0);
        while (await _wishes.Reader.WaitToReadAsync(stoppingToken))
        {
            try
            {
                await SettleAsync(await WaitingAsync(stoppingToken), stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the controller; the next round looks again.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
        }
    }

    // 0 stands for whatever is not settled: after a restart, and after a failure.
    private async Task<HashSet<int>> WaitingAsync(CancellationToken cancellationToken)
    {
        var chains = new HashSet<int>();
        while (_wishes.Reader.TryRead(out var chain))
        {
            chains.Add(chain);
        }

        if (chains.Remove(0))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            chains.UnionWith(await database.JournalChains.Where(chain => chain.Settled < chain.Sequence).Select(chain => chain.Id).ToListAsync(cancellationToken));
        }

        return chains;
    }

    private async Task SettleAsync(IEnumerable<int> chains, CancellationToken cancellationToken)
    {
        foreach (var chain in chains)
        {
            while (await SettlePageAsync(chain, cancellationToken))
            {
                // Until the last page.
            }
        }
    }

    private async Task<bool> SettlePageAsync(int chainId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var chain = await database.JournalChains.AsNoTracking().SingleAsync(known => known.Id == chainId, cancellationToken);
        var page = await database.JournalRecords.AsNoTracking()
            .Where(record => record.ChainId == chainId && record.Sequence > chain.Settled && record.Sequence <= chain.Sequence && record.Kind == JournalKind.Playback)
            .OrderBy(record => record.Sequence).Take(PageLength).ToListAsync(cancellationToken);
        foreach (var record in page)
        {
            await intake.WaitForQuietAsync(MostYielded, cancellationToken);
            if (!await TryApplyAsync(record))
            {
                await SetAsync(database, chainId, record.Sequence - 1, cancellationToken);
                return false;
            }
        }

        await SetAsync(database, chainId, page.Count == PageLength ? page[^1].Sequence : chain.Sequence, cancellationToken);
        return page.Count == PageLength;
    }

    private async Task<bool> TryApplyAsync(JournalRecord record)
    {
        var report = JournalMessage.EntryOf(record.Signed).Playback!;
        if (ReportIntake.ProblemOf(report, record.GatewayId) is { } problem)
        {
            LogNoReport(record.GatewayId, record.Sequence, problem);
            return true;
        }

        try
        {
            await reports.TakeAsync(report);
            _failures.Remove(record.ChainId);
            return true;
        }
#pragma warning disable CA1031 // One report that can't be taken must not keep back those behind it for ever.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogNotApplied(record.GatewayId, record.Sequence, error);
            var isGivenUp = _failures[record.ChainId] = _failures.GetValueOrDefault(record.ChainId) + 1;
            return isGivenUp >= MostTries && _failures.Remove(record.ChainId);
        }
    }

    private static Task<int> SetAsync(TownDbContext database, int chainId, long sequence, CancellationToken cancellationToken) =>
        database.JournalChains.Where(chain => chain.Id == chainId && chain.Settled < sequence)
            .ExecuteUpdateAsync(update => update.SetProperty(chain => chain.Settled, sequence), cancellationToken);

    [LoggerMessage(LogLevel.Error, "What journals say of broadcasts could not be carried over; tried again.")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Error, "Entry {Sequence} of {GatewayId} could not be carried over.")]
    private partial void LogNotApplied(string gatewayId, long sequence, Exception error);

    [LoggerMessage(LogLevel.Warning, "Entry {Sequence} of {GatewayId} holds no report of it: {Problem}.")]
    private partial void LogNoReport(string gatewayId, long sequence, string problem);
}
