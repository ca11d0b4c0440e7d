namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>What a message says in one language for its own areas (element <c>info</c>). Texts are clean: see <see cref="CapText"/>.</summary>
internal sealed record CapInfo
{
    /// <summary>RFC 3066 tag as written; en-US when none is written, as the XSD has it.</summary>
    public required string Language { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<CapCategory> Categories { get; init; }

    /// <summary>The kind of event, in the block's language.</summary>
    public required string Event { get; init; }

    public IReadOnlyList<CapResponseType> ResponseTypes { get; init; } = [];

    public required CapUrgency Urgency { get; init; }

    /// <summary>As written; China's feed is known to be wrong here, see <see cref="CapChoice.Severity"/>.</summary>
    public required CapSeverity Severity { get; init; }

    public required CapCertainty Certainty { get; init; }

    /// <summary>Codes of the event, each in the system that its name says.</summary>
    public IReadOnlyList<CapPair> EventCodes { get; init; } = [];

    /// <summary>From when the information holds; null is from <see cref="CapMessage.Sent"/> on.</summary>
    public DateTimeOffset? Effective { get; init; }

    /// <summary>When the event is expected to begin.</summary>
    public DateTimeOffset? Onset { get; init; }

    /// <summary>Until when the information holds, not before <see cref="CapMessage.Sent"/>; null when not said.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The issuing office for people.</summary>
    public string? SenderName { get; init; }

    public string? Headline { get; init; }

    public string? Description { get; init; }

    public string? Instruction { get; init; }

    /// <summary>What the source adds for its own profile.</summary>
    public IReadOnlyList<CapPair> Parameters { get; init; } = [];

    /// <summary>Where; this block's alone.</summary>
    public IReadOnlyList<CapArea> Areas { get; init; } = [];
}
