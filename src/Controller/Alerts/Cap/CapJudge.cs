namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// Decides what becomes of a message. Pure. Only a public, actual alert of a sender that a rule trusts, for a known place
/// and not above the rule's colour, sounds by itself; wherever anything is missing a person decides.
/// </summary>
internal static class CapJudge
{
    /// <summary>How long a message holds that does not say so, from <see cref="CapMessage.Sent"/> on.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(24);

    /// <summary>How far the sender's clock may be ahead of ours.</summary>
    public static readonly TimeSpan ClockAhead = TimeSpan.FromMinutes(10);

    /// <summary>Judges one message.</summary>
    public static CapVerdict Judge(CapMessage message, CapSituation situation)
    {
        var alert = CapCase.Of(message, situation);
        var verdict = new CapVerdict
        {
            Outcome = CapOutcome.Record,
            Choice = alert.Choice,
            Villages = alert.Reach.Villages,
            ExpiresAt = alert.Choice?.Info.Expires ?? message.Sent + DefaultLife,
            Reasons = [],
            Remarks = [.. alert.Remarks()],
        };
        return WithoutListening(alert) is var (outcome, reason) ? verdict with { Outcome = outcome, Reasons = [reason] }
            : alert.IsEnd ? End(alert, verdict)
            : Alert(alert, verdict with { Replaces = alert.Own });
    }

    private static (CapOutcome Outcome, string Reason)? WithoutListening(CapCase alert) => alert.Message switch
    {
        { Key: var key } when alert.Situation.Taken.Contains(key) => (CapOutcome.Duplicate, $"The message {key} is known already."),
        { Sent: var sent } when sent > alert.Situation.Now + ClockAhead => (CapOutcome.Refuse, $"It was sent more than {ClockAhead.TotalMinutes} minutes from now."),
        { Status: not CapStatus.Actual and var status } => (CapOutcome.Record, $"status {status} is never acted on; Actual alone is."),
        { Type: CapMessageType.Ack or CapMessageType.Error } => (CapOutcome.Record, $"msgType {alert.Message.Type} answers a message and informs nobody."),
        { Scope: not CapScope.Public and var scope } => (CapOutcome.Record, $"scope {scope} is not for loudspeakers; Public alone is."),
        { Key: var key } when alert.Situation.Superseded.Contains(key) => (CapOutcome.Record, "A later message of the same sender has replaced or withdrawn it."),
        { Sender: var sender } when alert.Rule is { Action: CapAction.RecordOnly } => (CapOutcome.Record, $"The rule of {sender} is to record only."),
        _ => null,
    };

    private static CapVerdict End(CapCase alert, CapVerdict verdict)
    {
        if (alert.Own.Count > 0)
        {
            return Withdraw(alert, verdict, "It withdraws what it refers to.");
        }

        // China's feed writes an end into the headline and may name nothing; a person knows what it is the end of.
        var mayConcern = alert.Message.References.Count == 0 && !alert.Reach.IsElsewhere
            && alert.Situation.Taken.Any(key => key.Sender == alert.Message.Sender);
        return mayConcern
            ? verdict with { Outcome = CapOutcome.Propose, Reasons = ["It ends a warning without saying which, and others of this sender are known."] }
            : verdict with { Reasons = ["It ends something that is not known here."] };
    }

    private static CapVerdict Withdraw(CapCase alert, CapVerdict verdict, string reason)
    {
        var hindrance = CapTrust.Hindrance(alert);
        return verdict with
        {
            Outcome = hindrance is null ? CapOutcome.Cancel : CapOutcome.Propose,
            Cancels = alert.Own,
            Replaces = [],
            Reasons = hindrance is null ? [reason] : [reason, hindrance],
        };
    }

    private static CapVerdict Alert(CapCase alert, CapVerdict verdict)
    {
        if (verdict.ExpiresAt <= alert.Situation.Now)
        {
            return verdict with { Reasons = ["It has expired."] };
        }

        if (alert.Reach.IsElsewhere)
        {
            return alert.Own.Count == 0
                ? verdict with { Reasons = ["All its areas lie outside the town."] }
                : Withdraw(alert, verdict, "All its areas lie outside the town now, and those of the message it replaces did not.");
        }

        var objections = CapTrust.Objections(alert);
        return objections.Count == 0 ? Sound(alert, verdict) : verdict with { Outcome = CapOutcome.Propose, Reasons = objections };
    }

    private static CapVerdict Sound(CapCase alert, CapVerdict verdict)
    {
        var allowed = CapTrust.Allowed(alert);
        var withheld = alert.Reach.Villages.Except(allowed).ToList();
        var reason = $"The rule of {alert.Message.Sender} lets it sound at once up to {CapColour.Name(alert.Rule?.HighestAtOnce)}.";
        return verdict with
        {
            Outcome = CapOutcome.Sound,
            Villages = allowed,
            Withheld = withheld,
            Reasons = withheld.Count == 0 ? [reason] : [reason, $"{withheld.Count} of its villages are not the source's to sound in: a person decides on them."],
        };
    }
}
