namespace CloudBroadcast.Controller.Alerts;

/// <summary>What became of a wish about an alert; exactly one member says it.</summary>
internal sealed record AlertOutcome
{
    public Alert? Done { get; init; }

    /// <summary>By field: the value in quotes and what is allowed.</summary>
    public IReadOnlyList<(string Field, string Problem)>? Problems { get; init; }

    /// <summary>Why it can't be as things stand, in words.</summary>
    public string? Conflict { get; init; }

    public bool Missing { get; init; }
}
