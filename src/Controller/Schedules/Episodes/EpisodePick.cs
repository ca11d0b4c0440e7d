using CloudBroadcast.Controller.Library;

namespace CloudBroadcast.Controller.Schedules.Episodes;

/// <summary>What a day has of a column.</summary>
internal sealed record EpisodePick
{
    public required DateOnly Day { get; init; }

    /// <summary>The episode; one that is not approved where no other is left; null when none is left at all.</summary>
    public Programme? Programme { get; init; }

    /// <summary>Whether the episode may be heard.</summary>
    public bool IsApproved { get; init; }

    /// <summary>How often the column has begun, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>Whether the day stands in the record.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Whether the column begins anew on this day, because each episode has had its day.</summary>
    public bool BeginsAnew { get; init; }

    /// <summary>Episodes that would have come first and are not approved: they come as soon as they are.</summary>
    public IReadOnlyList<Programme> Skipped { get; init; } = [];

    /// <summary>Each episode has had its day, and the column stops.</summary>
    public bool IsOver => Programme is null && !IsSettled;
}
