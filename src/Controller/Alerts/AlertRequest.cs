using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>A wish to issue an alert, or the exercise of one.</summary>
internal sealed record AlertRequest
{
    /// <summary>演练. It must be said: neither is the usual case of the other.</summary>
    public required bool Exercise { get; init; }

    /// <summary>What it is about: 冰雹.</summary>
    public required string Event { get; init; }

    /// <summary>blueAlert to redAlert.</summary>
    public required Priority Severity { get; init; }

    /// <summary>What is to be said, 1 to 500 characters.</summary>
    public required string Text { get; init; }

    /// <summary>Codes of areas that gateways serve.</summary>
    public required IReadOnlyList<string> Areas { get; init; }

    /// <summary>No round starts from then on; null for the usual time.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From the end of one round to the start of the next; 0 for one round alone, null for the usual time.</summary>
    public int? RepeatMinutes { get; init; }

    /// <summary>The alert in whose place it stands.</summary>
    public Guid? Replaces { get; init; }
}

/// <summary>A wish to withdraw an alert.</summary>
internal sealed record AlertCancelRequest
{
    /// <summary>For the record, 1 to 200 characters.</summary>
    public string Reason { get; init; } = "险情已经解除";

    /// <summary>Sent by mistake: a correction is spoken instead of the all-clear.</summary>
    public bool Mistake { get; init; }
}
