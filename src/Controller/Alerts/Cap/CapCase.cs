namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>A message with all that was found out about it before the rules are asked.</summary>
internal sealed record CapCase
{
    public required CapMessage Message { get; init; }

    public required CapSituation Situation { get; init; }

    /// <summary>Of several blocks of one language that reach the town the gravest; null when the message has no block.</summary>
    public required CapChoice? Choice { get; init; }

    public required CapReach Reach { get; init; }

    /// <summary>How many blocks of the chosen language reach the town.</summary>
    public required int Blocks { get; init; }

    /// <summary>What it refers to, as far as it is known here and the same sender's.</summary>
    public required IReadOnlyList<CapKey> Own { get; init; }

    /// <summary>The situation's rule if it is this sender's; null is none.</summary>
    public CapSourceRule? Rule => Situation.Rule is { } rule && rule.Sender == Message.Sender ? rule : null;

    /// <summary>Whether it takes something back: by its type, by the response it asks for, or by its headline alone.</summary>
    public bool IsEnd => Message.Type == CapMessageType.Cancel
        || Choice is { Stage: CapStage.Lifted } || Choice is not null && Choice.Info.ResponseTypes.Contains(CapResponseType.AllClear);

    public static CapCase Of(CapMessage message, CapSituation situation)
    {
        var areas = new CapAreas(situation.Areas);
        var blocks = CapChoice.Of(message, situation.Languages).Select(choice => (Choice: choice, Reach: areas.Of(message, choice.Info))).ToList();
        var hits = blocks.Where(block => block.Reach.Villages.Count > 0).OrderByDescending(block => block.Choice.Severity).ToList();
        var best = hits.Concat(blocks.Where(block => block.Reach.IsUnknown)).Concat(blocks).Take(1).ToList();
        return new CapCase
        {
            Message = message,
            Situation = situation,
            Choice = best is [var chosen] ? chosen.Choice : null,
            Reach = best is [var reached] ? reached.Reach : new CapReach { Villages = [], IsUnknown = true },
            Blocks = hits.Count,
            Own = [.. message.References.Where(key => key.Sender == message.Sender && situation.Taken.Contains(key))],
        };
    }

    /// <summary>What was assumed or is contradictory, one sentence each.</summary>
    public IEnumerable<string> Remarks()
    {
        foreach (var remark in Message.Remarks.Concat(Choice?.Remarks ?? []).Concat(Reach.Remarks))
        {
            yield return remark;
        }

        if (Choice?.Info.Expires is null)
        {
            yield return $"expires is missing; {CapJudge.DefaultLife.TotalHours} hours from sent are assumed.";
        }

        if (Choice is { Stage: CapStage.Updated or CapStage.Continued } && Message.References.Count == 0)
        {
            yield return "The headline continues an earlier warning, and references names none; taken as new.";
        }

        foreach (var key in Message.References.Except(Own))
        {
            yield return key.Sender == Message.Sender ? $"The message {key} is not known here." : $"The message {key} is another sender's and is left alone.";
        }
    }
}
