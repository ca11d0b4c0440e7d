using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>What becomes of a message.</summary>
internal enum CapOutcome
{
    /// <summary>Not taken; it will not be known when it comes again.</summary>
    Refuse,

    /// <summary>Known already; nothing is done.</summary>
    Duplicate,

    /// <summary>Kept, and nothing to do.</summary>
    Record,

    /// <summary>A person decides.</summary>
    Propose,

    /// <summary>Sounds at once.</summary>
    Sound,

    /// <summary>What it refers to ends at once.</summary>
    Cancel,
}

/// <summary>What becomes of a message, and the rules that said so.</summary>
internal sealed record CapVerdict
{
    public required CapOutcome Outcome { get; init; }

    /// <summary>The block that is spoken or proposed; null when the message has none or was not read that far.</summary>
    public CapChoice? Choice { get; init; }

    /// <summary>Null when the message does not say.</summary>
    public Priority? Severity => Choice?.Severity;

    /// <summary>Codes of 12 digits: where it sounds or is proposed for. Empty when the place is unknown; never everybody instead.</summary>
    public IReadOnlyList<string> Villages { get; init; } = [];

    /// <summary>Of a message that sounds at once: villages that it means too and that its rule does not give it. A person decides on them.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>From then on it may not sound.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Taken messages of the same sender that end: at once when the outcome is <see cref="CapOutcome.Cancel"/>, else if a person agrees.</summary>
    public IReadOnlyList<CapKey> Cancels { get; init; } = [];

    /// <summary>Taken messages of the same sender whose place this one takes, as soon as it sounds or a person agrees.</summary>
    public IReadOnlyList<CapKey> Replaces { get; init; } = [];

    /// <summary>Why, one sentence for each rule that decided; at least one.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>What was forgiven, assumed or contradictory.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
