namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Where an alert belongs in the town.</summary>
internal sealed record CapReach
{
    /// <summary>Codes of 12 digits of the villages that are meant, ascending.</summary>
    public required IReadOnlyList<string> Villages { get; init; }

    /// <summary>Nothing of the town was found, and nothing says that it is not meant: a person decides, it is never everybody.</summary>
    public required bool IsUnknown { get; init; }

    /// <summary>Every place was understood, and all of them lie outside the town.</summary>
    public bool IsElsewhere => Villages.Count == 0 && !IsUnknown;

    /// <summary>What could not be compared.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
