using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>What a source may do by itself.</summary>
internal enum CapAction
{
    /// <summary>A person decides.</summary>
    Propose,

    /// <summary>It may sound and withdraw without a person, within the limits of its rule.</summary>
    SoundAtOnce,

    /// <summary>As <see cref="SoundAtOnce"/> when the signature was verified; else a person decides.</summary>
    NeedsSignature,

    /// <summary>It is kept and never shown as something to do.</summary>
    RecordOnly,
}

/// <summary>How far the town trusts one sender.</summary>
internal sealed record CapSourceRule
{
    /// <summary>Compared letter for letter; no patterns, for a sender is only as sure as the line it came by.</summary>
    public required string Sender { get; init; }

    /// <summary>Codes of 6 or 12 digits in which it may sound at once, with all that lies under them; empty is nowhere.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>What is above this waits for a person.</summary>
    public Priority HighestAtOnce { get; init; } = Priority.BlueAlert;

    public CapAction Action { get; init; } = CapAction.Propose;
}
