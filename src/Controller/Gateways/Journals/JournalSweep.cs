using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>Deletes, each night, the entries of journals that are older than <see cref="JournalOptions.Keep"/>, some at a time.</summary>
internal sealed partial class JournalSweep(
    IDbContextFactory<TownDbContext> databases,
    IOptions<JournalOptions> options,
    TownZone town,
    TimeProvider time,
    ILogger<JournalSweep> log) : BackgroundService
{
    private const int AtATime = 1_000;

    /// <summary>Deletes what is too old now; returns how many.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.Keep;
        var deleted = 0;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            // Numbers rise with the time of receipt: no more is read than is deleted.
            var old = await database.JournalRecords.AsNoTracking().OrderBy(record => record.Number).Take(AtATime)
                .Select(record => new { record.Number, record.ReceivedAt }).ToListAsync(cancellationToken);
            var last = old.LastOrDefault(record => record.ReceivedAt < before)?.Number;
            if (last is null)
            {
                break;
            }

            deleted += await database.JournalRecords.Where(record => record.Number <= last && record.ReceivedAt < before).ExecuteDeleteAsync(cancellationToken);
        }

        await database.JournalBreaks.Where(found => found.At < before).ExecuteDeleteAsync(cancellationToken);
        return deleted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(UntilNext(), time, stoppingToken);
            try
            {
                LogSwept(await SweepAsync(stoppingToken));
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the controller; the next night looks again.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
        }
    }

    // A clock change makes it an hour earlier or later once.
    private TimeSpan UntilNext()
    {
        var local = TimeZoneInfo.ConvertTime(time.GetUtcNow(), town.Zone).TimeOfDay;
        var wait = options.Value.SweepAt.ToTimeSpan() - local;
        return wait > TimeSpan.Zero ? wait : wait + TimeSpan.FromDays(1);
    }

    [LoggerMessage(LogLevel.Information, "{Entries} old entries of journals were deleted.")]
    private partial void LogSwept(int entries);

    [LoggerMessage(LogLevel.Error, "Old entries of journals could not be deleted; tried again the next night.")]
    private partial void LogFailed(Exception error);
}
