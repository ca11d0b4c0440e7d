namespace CloudBroadcast.Controller.Schedules.Episodes;

/// <summary>
/// What a day had of a column, once that is settled: from its first start on, or when it has passed. It is never decided anew;
/// a day that had nothing yet may still get something.
/// </summary>
internal sealed class EpisodeDay
{
    public required Guid ColumnId { get; init; }

    /// <summary>In the zone of the schedule.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The episode; null while the day had none that was approved.</summary>
    public Guid? ProgrammeId { get; set; }

    /// <summary>How often the column had begun, from 1.</summary>
    public required int Round { get; set; }

    public required DateTimeOffset SettledAt { get; set; }
}
