namespace CloudBroadcast.Controller.Schedules;

/// <summary>What another run does to one.</summary>
public enum CutKind
{
    /// <summary>A higher priority begins in its middle: it falls silent and goes on behind it, at its live position, where it is still due.</summary>
    Interrupted,

    /// <summary>It finds its loudspeakers taken and begins when they are free, at its live position.</summary>
    Delayed,

    /// <summary>It finds its loudspeakers taken for too long and is not heard.</summary>
    Missed,

    /// <summary>It sounds on where the other one wants to begin, which has to wait or is not heard.</summary>
    Overruns,
}

/// <summary>One thing that another run does to one, or it to the other.</summary>
/// <param name="Kind">What.</param>
/// <param name="With">The other one.</param>
/// <param name="Gateways">Where.</param>
/// <param name="From">Since when the two want the same loudspeakers.</param>
/// <param name="Until">Until when: what is not heard lies between the two, or, where it overruns, what it sounds beyond the other one's beginning.</param>
internal sealed record RunCut(CutKind Kind, PlannedRun With, IReadOnlyList<string> Gateways, DateTimeOffset From, DateTimeOffset Until);
