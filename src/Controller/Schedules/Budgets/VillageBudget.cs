namespace CloudBroadcast.Controller.Schedules.Budgets;

/// <summary>How long a village's loudspeakers may sound on a day, where that is not what the town allows.</summary>
internal sealed class VillageBudget
{
    /// <summary>Code of the village.</summary>
    public required string AreaCode { get; init; }

    /// <summary>1 to 1440.</summary>
    public required int MinutesPerDay { get; set; }
}
