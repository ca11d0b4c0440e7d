using CloudBroadcast.Controller.Alerts.Sound;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Tells those who heard an alert that it is over, or was sent by mistake.</summary>
internal sealed partial class AlertAftermaths(
    IDbContextFactory<TownDbContext> databases, AlertGate gate, AlertSpeech speech, AuditTrail audit, TimeProvider time, ILogger<AlertAftermaths> log)
{
    // Who is cut off has the next broadcast to learn it from.
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>Makes what is owed into alerts of their own, said once.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        foreach (var alert in await OwedAsync(cancellationToken))
        {
            var areas = await HeardInAsync(alert, cancellationToken);
            try
            {
                var told = areas.Count == 0 ? null : await SpeakAsync(alert, areas, cancellationToken);
                await WriteAsync(alert.Id, told, cancellationToken);
            }
            catch (Exception error) when (error is SpeechFailedException or AudioRefusedException)
            {
                LogUnspoken(error, alert.Headline);
            }
        }
    }

    private async Task<List<Alert>> OwedAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Alerts.AsNoTracking().Where(alert => alert.Aftermath != AlertAftermath.None).OrderBy(alert => alert.MadeAt).ToListAsync(cancellationToken);
    }

    // A mistake is put right wherever it was sent: who has it may sound it before the stop arrives. What is over is told where it sounded.
    private async Task<List<string>> HeardInAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (alert.Aftermath is AlertAftermath.Correction)
        {
            return alert.Areas;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var rounds = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks).Where(broadcast => broadcast.AlertId == alert.Id).ToListAsync(cancellationToken);
        var heard = rounds.SelectMany(broadcast => broadcast.Playbacks).Where(playback => playback.Evidence is not null || playback.State is PlaybackState.Sounding)
            .Select(playback => playback.GatewayId).ToHashSet(StringComparer.Ordinal);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var villages = (await database.Gateways.AsNoTracking().ToListAsync(cancellationToken)).ToDictionary(gateway => gateway.Id, gateway => gateway.AreaCode, StringComparer.Ordinal);
        return [.. alert.Areas.SelectMany(area => Told(area, tree, heard, villages)).Distinct(StringComparer.Ordinal)];
    }

    // An area that sounded whole is named as it was; of one that sounded in part, the villages that did.
    private static IEnumerable<string> Told(string area, AreaTree tree, HashSet<string> heard, Dictionary<string, string> villages)
    {
        var gateways = tree.TryResolveTargets([area], out var targets, out _) ? targets.Select(target => target.Gateway).ToList() : [];
        return gateways.All(heard.Contains) ? [area] : gateways.Where(heard.Contains).Select(gateway => villages[gateway]);
    }

    private async Task<Alert> SpeakAsync(Alert alert, List<string> areas, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var isCorrection = alert.Aftermath is AlertAftermath.Correction;
        var text = isCorrection
            ? $"更正。刚才播出的{alert.Headline}发错了，没有这个险情，请大家不要惊慌。"
            : $"{alert.Headline}现在解除，大家可以恢复正常生活。";
        var headline = isCorrection ? $"更正：{alert.Headline}发错了" : $"{alert.Headline}解除";
        return new Alert
        {
            Id = id,
            IsExercise = alert.IsExercise,
            Headline = headline,
            Severity = Priority.BlueAlert,
            Text = text,
            Areas = areas,
            ProgrammeId = (await speech.SpeakAsync(id, headline, new AlertScript(headline, Priority.Scheduled, alert.IsExercise, text), cancellationToken)).Id,
            RepeatEvery = null,
            ExpiresAt = now + Lasts,
            Replaces = alert.Id,
            MadeBy = Actor.Controller.Who,
            MadeAt = now,
            State = AlertState.Issued,
            NextAt = now,
            NextBroadcast = Guid.CreateVersion7(now),
        };
    }

    private async Task WriteAsync(Guid owing, Alert? told, CancellationToken cancellationToken)
    {
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            if (await database.Alerts.SingleOrDefaultAsync(known => known.Id == owing && known.Aftermath != AlertAftermath.None, cancellationToken) is not { } alert)
            {
                // Told by another look meanwhile.
                return;
            }

            alert.Aftermath = AlertAftermath.None;
            alert.Version++;
            if (told is not null)
            {
                database.Alerts.Add(told);
                await audit.WriteAsync(database, Actor.Controller, "alert.tell", told.Headline, null, AlertView.Of(told, []), cancellationToken);
            }

            await database.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        gate.RaiseChanged();
    }

    [LoggerMessage(LogLevel.Error, "What is owed to those who heard \"{Headline}\" could not be spoken; tried again.")]
    private partial void LogUnspoken(Exception error, string headline);
}
