using System.Globalization;
using CloudBroadcast.Controller.Areas;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>What stands between a message and loudspeakers that sound without a person.</summary>
internal static class CapTrust
{
    /// <summary>Why its sender may not act by itself, neither sound nor withdraw; null when it may.</summary>
    public static string? Hindrance(CapCase alert) => alert.Rule switch
    {
        null => $"No rule names the sender {CapFindings.Quoted(alert.Message.Sender)}: a person decides.",
        { Action: CapAction.SoundAtOnce } => null,
        { Action: CapAction.NeedsSignature } when alert.Situation.IsSigned => null,
        { Action: CapAction.NeedsSignature } => $"The rule of {alert.Message.Sender} asks for a signature, and none was verified: a person decides.",
        _ => $"The rule of {alert.Message.Sender} leaves it to a person.",
    };

    /// <summary>Why it may not sound by itself, one sentence each; empty when it may.</summary>
    public static IReadOnlyList<string> Objections(CapCase alert) =>
        [.. ((string?[])[Hindrance(alert), .. OfPlace(alert), .. OfContent(alert)]).OfType<string>()];

    /// <summary>The villages of its reach in which its rule lets it sound.</summary>
    public static IReadOnlyList<string> Allowed(CapCase alert)
    {
        var codes = (alert.Rule?.Areas ?? []).Select(AreaCode.Normalise).OfType<string>().ToList();
        return [.. alert.Reach.Villages.Where(village => codes.Exists(code => AreaCode.Covers(code, village)))];
    }

    private static IEnumerable<string?> OfPlace(CapCase alert)
    {
        yield return alert.Reach.IsUnknown ? "Its area is unknown here: a person decides, it is never for everybody." : null;
        yield return alert.Blocks > 1 ? $"{alert.Blocks} of its blocks are for this town: a person decides which." : null;
        yield return alert.Rule is not null && alert.Reach.Villages.Count > 0 && Allowed(alert).Count == 0
            ? $"The rule of {alert.Message.Sender} gives it none of its villages." : null;
    }

    private static IEnumerable<string?> OfContent(CapCase alert)
    {
        yield return CapAirRaid.In(alert.Message) is { } word ? $"It is about war or an air raid ({CapFindings.Quoted(word)}), which no rule may sound." : null;
        if (alert.Choice is not { Info: var info } choice)
        {
            yield return "It has no info block: there is nothing to say.";
            yield break;
        }

        yield return choice.IsSpeakable ? null : $"No block is in Chinese or a configured language; the first one is {CapFindings.Quoted(info.Language)}.";
        yield return choice.Severity is null ? "Its severity is unknown." : null;
        yield return alert.Rule is { } rule && choice.Severity > rule.HighestAtOnce
            ? $"It is {CapColour.Name(choice.Severity)}; the rule of {rule.Sender} lets it sound at once up to {CapColour.Name(rule.HighestAtOnce)}." : null;
        yield return choice.Stage == CapStage.Unclear ? $"The headline {CapFindings.Quoted(choice.Headline)} may lift a warning or issue one." : null;
        yield return info.Effective > alert.Situation.Now + CapJudge.ClockAhead
            ? string.Create(CultureInfo.InvariantCulture, $"It takes effect only at {info.Effective:yyyy-MM-dd'T'HH:mm:sszzz}.") : null;
        yield return info.Urgency == CapUrgency.Past ? "urgency Past: there is nothing left to do." : null;
        yield return info.Certainty == CapCertainty.Unlikely ? "certainty Unlikely: it is not expected to happen." : null;
    }
}
