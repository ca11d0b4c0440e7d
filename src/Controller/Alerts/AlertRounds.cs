using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>
/// Puts on air what is due of the alerts that are issued, and ends what is over. What it does follows from what is on record
/// and from the clock, so that a controller that starts again goes on where the record says.
/// </summary>
internal sealed partial class AlertRounds(
    IDbContextFactory<TownDbContext> databases,
    AlertGate gate,
    EmergencyDesk emergencies,
    BroadcastStopper stopper,
    ProgrammeLibrary library,
    AlertDesk desk,
    TimeProvider time,
    ILogger<AlertRounds> log)
{
    // An alert is said as loudly as its zone says alerts are.
    private const int Volume = 100;

    // Whoever keeps it out may end earlier than was planned.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary>Does what is due; returns when something is due next, or null.</summary>
    public async Task<DateTimeOffset?> TakeAsync(CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var id in await DueAsync(cancellationToken))
        {
            changed |= await TakeAsync(id, cancellationToken);
        }

        await SilenceWithdrawnAsync(cancellationToken);
        if (changed)
        {
            gate.RaiseChanged();
        }

        return await NextAsync(cancellationToken);
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var open = await database.Alerts.AsNoTracking().Where(alert => alert.EndedAt == null).OrderBy(alert => alert.MadeAt).ToListAsync(cancellationToken);
        return [.. open.Where(alert => DueAt(alert) <= now).OrderByDescending(alert => alert.Severity).Select(alert => alert.Id)];
    }

    private async Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return (await database.Alerts.AsNoTracking().Where(alert => alert.EndedAt == null).ToListAsync(cancellationToken))
            .Select(alert => (DateTimeOffset?)DueAt(alert)).Min();
    }

    private DateTimeOffset DueAt(Alert alert) =>
        alert.State is AlertState.AwaitsSecond ? desk.LapseOf(alert) : alert.NextAt is { } next && next < alert.ExpiresAt ? next : alert.OverAt;

    // The gate is held until the round is on air and written down: whoever withdraws the alert meanwhile finds what there is to silence.
    private async Task<bool> TakeAsync(Guid id, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (await database.Alerts.SingleOrDefaultAsync(alert => alert.Id == id && alert.EndedAt == null, cancellationToken) is not { } alert || DueAt(alert) > now)
        {
            return false;
        }

        var round = (BroadcastStart?)null;
        if (alert.State is AlertState.AwaitsSecond)
        {
            End(alert, AlertState.Lapsed, "规定时间内没有第二个人复核");
        }
        else if (alert.OverAt <= now)
        {
            End(alert, alert.Rounds > 0 ? AlertState.Expired : AlertState.Failed, alert.Rounds > 0 ? null : alert.EndedBecause ?? "到时间还没有响成");
        }
        else
        {
            round = await StartAsync(alert, cancellationToken);
        }

        alert.Version++;
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException) when (round is not null)
        {
            // Somebody has stopped everything in this very moment, and means this too.
            await SilenceAsync(round.Started?.Id, cancellationToken);
        }

        return true;
    }

    private async Task<BroadcastStart> StartAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (await library.FindAsync(alert.ProgrammeId, cancellationToken) is not { } audio)
        {
            End(alert, AlertState.Failed, "预警的声音已从节目库删除");
            return new BroadcastStart();
        }

        var start = await emergencies.StartAsync(
            new BroadcastPlan
            {
                Id = alert.NextBroadcast,
                AlertId = alert.Id,
                Title = alert.Headline,
                Programmes = [audio],
                Areas = alert.Areas,
                VolumePercent = Volume,
                Priority = alert.Severity,
                Class = alert.IsExercise ? OrderClass.Exercise : OrderClass.Emergency,
            },
            cancellationToken);
        Note(alert, start);
        return start;
    }

    private void Note(Alert alert, BroadcastStart start)
    {
        var now = time.GetUtcNow();
        if (start.Started is { } broadcast)
        {
            alert.Rounds++;
            alert.SoundsUntil = broadcast.PlannedStart + broadcast.Length;
            var again = alert.SoundsUntil + alert.RepeatEvery;
            (alert.NextAt, alert.NextBroadcast, alert.EndedBecause) = (again < alert.ExpiresAt ? again : null, Guid.CreateVersion7(now), null);
            LogRound(alert.Headline, alert.Rounds);
        }
        else if (start.Blocked is { } blocked)
        {
            (alert.NextAt, alert.EndedBecause) = (blocked.Until < now + Again ? blocked.Until : now + Again, blocked.Reason);
            LogBlocked(alert.Headline, blocked.Reason);
        }
        else
        {
            End(alert, AlertState.Failed, start.Problem?.Problem ?? start.Unreviewed ?? "");
            LogFailed(alert.Headline, alert.EndedBecause ?? "");
        }
    }

    // A controller that dies between the word and the silence owes the silence when it is back.
    private async Task SilenceWithdrawnAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var sounding = await (
            from broadcast in database.Broadcasts
            join alert in database.Alerts on broadcast.AlertId equals alert.Id
            where alert.State == AlertState.Cancelled && broadcast.EndedAt == null && broadcast.SignedStop == null
                && (broadcast.State == BroadcastState.Planned || broadcast.State == BroadcastState.Announced || broadcast.State == BroadcastState.OnAir)
            select broadcast.Id).ToListAsync(cancellationToken);
        foreach (var id in sounding)
        {
            await SilenceAsync(id, cancellationToken);
        }
    }

    private async Task SilenceAsync(Guid? broadcast, CancellationToken cancellationToken)
    {
        if (broadcast is { } id)
        {
            await stopper.StopAsync(id, "预警已经撤回", cancellationToken);
        }
    }

    private void End(Alert alert, AlertState state, string? reason) =>
        (alert.State, alert.NextAt, alert.EndedAt, alert.EndedBecause) = (state, null, time.GetUtcNow(), reason);

    [LoggerMessage(LogLevel.Warning, "The alert \"{Headline}\" sounds, round {Round}.")]
    private partial void LogRound(string headline, int round);

    [LoggerMessage(LogLevel.Warning, "The alert \"{Headline}\" waits: {Reason}")]
    private partial void LogBlocked(string headline, string reason);

    [LoggerMessage(LogLevel.Error, "The alert \"{Headline}\" failed: {Reason}")]
    private partial void LogFailed(string headline, string reason);
}
