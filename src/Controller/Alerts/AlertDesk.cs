using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Issues, confirms, replaces and withdraws alerts. What it has written down sounds, whatever becomes of the controller then.</summary>
internal sealed class AlertDesk(
    IDbContextFactory<TownDbContext> databases,
    AlertGate gate,
    AlertSpeech speech,
    BroadcastStopper stopper,
    AuditTrail audit,
    IOptions<AlertOptions> options,
    TimeProvider time)
{
    /// <summary>Speaks the text and issues the alert, or lays it before a second person.</summary>
    /// <param name="request">What is wished.</param>
    /// <param name="by">Who; null is whoever sent the present request.</param>
    /// <param name="needsSecond">Whether a second person is asked for where the town wants one: it does for what a person makes.</param>
    /// <param name="cancellationToken">Until it is written down.</param>
    public async Task<AlertOutcome> IssueAsync(AlertRequest request, Actor? by, bool needsSecond, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var problems = AlertRules.ProblemsOf(request, now).ToList();
        if (problems.Count == 0 && await ProblemOfAreasAsync(request.Areas, cancellationToken) is { } unknown)
        {
            problems.Add(unknown);
        }

        if (problems.Count > 0)
        {
            return new AlertOutcome { Problems = problems };
        }

        var id = Guid.CreateVersion7(now);
        Guid programme;
        try
        {
            programme = (await speech.SpeakAsync(id, AlertRules.HeadlineOf(request), AlertRules.ScriptOf(request), cancellationToken)).Id;
        }
        catch (Exception error) when (error is SpeechFailedException or AudioRefusedException)
        {
            return new AlertOutcome { Problems = [("text", error.Message)] };
        }

        var actor = by ?? audit.Present;
        var alert = AlertOf(request, id, programme, actor.Who, now);
        return await WriteAsync(alert, actor, needsSecond && options.Value.SecondPerson && !alert.IsExercise, cancellationToken);
    }

    /// <summary>The second person's word.</summary>
    public async Task<AlertOutcome> ConfirmAsync(Guid id, Actor? by, CancellationToken cancellationToken)
    {
        var actor = by ?? audit.Present;
        return await ChangeAsync(id, "alert.confirm", actor, async (database, alert) =>
        {
            if (alert.State is not AlertState.AwaitsSecond || time.GetUtcNow() >= LapseOf(alert))
            {
                return "这条预警不在等第二个人复核。";
            }

            if (alert.MadeBy == actor.Who)
            {
                return "自己发的预警要由另一个人复核。";
            }

            alert.ConfirmedBy = actor.Who;
            return await ActivateAsync(database, alert, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Withdraws it: it falls silent at once, and those who heard it are told why.</summary>
    public Task<AlertOutcome> CancelAsync(Guid id, AlertCancelRequest request, Actor? by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > AlertRules.LongestReason)
        {
            return Task.FromResult(new AlertOutcome { Problems = [("reason", $"\"{request.Reason}\" can't be a reason. Allowed: 1 to {AlertRules.LongestReason} characters.")] });
        }

        return ChangeAsync(id, request.Mistake ? "alert.mistake" : "alert.cancel", by ?? audit.Present, (_, alert) =>
        {
            if (alert.IsOver)
            {
                return Task.FromResult<string?>("这条预警已经结束了。");
            }

            End(alert, AlertState.Cancelled, request.Reason);
            alert.Aftermath = alert.Rounds == 0 ? AlertAftermath.None : request.Mistake ? AlertAftermath.Correction : AlertAftermath.AllClear;
            return Task.FromResult<string?>(null);
        }, cancellationToken);
    }

    /// <summary>Until when it waits for a second person.</summary>
    public DateTimeOffset LapseOf(Alert alert) => alert.MadeAt + options.Value.SecondPersonTime;

    private async Task<(string Field, string Problem)?> ProblemOfAreasAsync(IReadOnlyList<string> areas, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        return tree.TryResolveTargets(areas, out _, out var problem) ? null : ("areas", problem);
    }

    private Alert AlertOf(AlertRequest request, Guid id, Guid programme, string by, DateTimeOffset now) => new()
    {
        Id = id,
        IsExercise = request.Exercise,
        Headline = AlertRules.HeadlineOf(request),
        Severity = request.Severity,
        Text = request.Text.Trim(),
        Areas = [.. request.Areas],
        ProgrammeId = programme,
        RepeatEvery = request.RepeatMinutes switch
        {
            null => options.Value.RepeatEvery,
            0 => null,
            { } minutes => TimeSpan.FromMinutes(minutes),
        },
        ExpiresAt = request.ExpiresAt?.ToUniversalTime() ?? now + options.Value.Lasts,
        Replaces = request.Replaces,
        MadeBy = by,
        MadeAt = now,
        State = AlertState.AwaitsSecond,
    };

    private async Task<AlertOutcome> WriteAsync(Alert alert, Actor actor, bool awaitsSecond, CancellationToken cancellationToken)
    {
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            if (!awaitsSecond && await ActivateAsync(database, alert, cancellationToken) is { } conflict)
            {
                return new AlertOutcome { Conflict = conflict };
            }

            database.Alerts.Add(alert);
            await audit.WriteAsync(database, actor, alert.IsExercise ? "alert.exercise" : "alert.issue", alert.Headline, null, AlertView.Of(alert, []), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await SilenceAsync(alert.State is AlertState.Issued && alert.NextAt <= time.GetUtcNow() ? alert.Replaces : null, "有更新的预警", cancellationToken);
        gate.RaiseChanged();
        return new AlertOutcome { Done = alert };
    }

    // A more severe one sounds at once; else it takes the turn of the one in whose place it stands.
    private async Task<string?> ActivateAsync(TownDbContext database, Alert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var turn = now;
        if (alert.Replaces is { } replaced)
        {
            var old = await database.Alerts.SingleOrDefaultAsync(known => known.Id == replaced, cancellationToken);
            if (old is not { State: AlertState.Issued })
            {
                return "要更新的预警已经结束了。请另发一条。";
            }

            if (old.IsExercise != alert.IsExercise)
            {
                return "演练不能变成真实预警，真实预警也不能变成演练。";
            }

            turn = alert.Severity > old.Severity || old.NextAt is null ? now : old.NextAt.Value;
            End(old, AlertState.Replaced, $"由「{alert.Headline}」接替");
        }

        (alert.State, alert.NextAt, alert.NextBroadcast) = (AlertState.Issued, turn, Guid.CreateVersion7(now));
        return null;
    }

    private async Task<AlertOutcome> ChangeAsync(
        Guid id, string action, Actor by, Func<TownDbContext, Alert, Task<string?>> change, CancellationToken cancellationToken)
    {
        Alert? alert;
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            alert = await database.Alerts.SingleOrDefaultAsync(known => known.Id == id, cancellationToken);
            if (alert is null)
            {
                return new AlertOutcome { Missing = true };
            }

            var before = AlertView.Of(alert, []);
            if (await change(database, alert) is { } conflict)
            {
                return new AlertOutcome { Conflict = conflict };
            }

            alert.Version++;
            await audit.WriteAsync(database, by, action, alert.Headline, before, AlertView.Of(alert, []), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await SilenceAsync(alert.IsOver ? alert.Id : alert.NextAt <= time.GetUtcNow() ? alert.Replaces : null, alert.EndedBecause ?? "有更新的预警", cancellationToken);
        gate.RaiseChanged();
        return new AlertOutcome { Done = alert };
    }

    // It is written down that it is over: silence is owed, though whoever asked has gone.
    private async Task SilenceAsync(Guid? ended, string reason, CancellationToken cancellationToken)
    {
        if (ended is not { } id)
        {
            return;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var broadcast in await database.Broadcasts.Where(known => known.AlertId == id && known.EndedAt == null).Select(known => known.Id).ToListAsync(CancellationToken.None))
        {
            await stopper.StopAsync(broadcast, reason, CancellationToken.None);
        }
    }

    private void End(Alert alert, AlertState state, string reason)
    {
        (alert.State, alert.NextAt, alert.EndedAt, alert.EndedBecause) = (state, null, time.GetUtcNow(), reason);
        alert.Version++;
    }
}
