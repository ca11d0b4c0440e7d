namespace CloudBroadcast.Controller.Schedules;

/// <summary>What became of an occurrence.</summary>
internal enum OccurrenceState
{
    /// <summary>Taken by a controller that is about to start it.</summary>
    Claimed,

    /// <summary>It became a broadcast.</summary>
    Started,

    /// <summary>It did not start; the reason says why.</summary>
    Missed,
}

/// <summary>
/// One planned run of a schedule, from the moment it is claimed. Schedule and start together are its identity, so that a
/// doubled firing finds it taken.
/// </summary>
internal sealed class Occurrence
{
    public required Guid ScheduleId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required OccurrenceState State { get; set; }

    /// <summary>The broadcast it became.</summary>
    public Guid? BroadcastId { get; set; }

    /// <summary>Why it was missed, in words.</summary>
    public string? Reason { get; set; }
}
