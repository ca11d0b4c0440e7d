using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>A planned run as the API shows it.</summary>
internal sealed record OccurrenceView(
    Guid ScheduleId,
    string Title,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    IReadOnlyList<string> Areas,
    IReadOnlyList<string> Gateways,
    IReadOnlyDictionary<string, string> HeldBack,
    Priority Priority,
    int VolumePercent,
    OccurrenceState? State,
    string? Reason,
    Guid? BroadcastId,
    string? Unreviewed,
    IReadOnlyList<RunConflict> Conflicts)
{
    public static OccurrenceView Of(PlannedRun run) => new(
        run.ScheduleId, run.Title, run.StartsAt, run.EndsAt, run.Areas, [.. run.Gateways.Order(StringComparer.Ordinal)], run.HeldBack,
        run.Priority, run.VolumePercent, run.State, run.Reason, run.BroadcastId, run.Unreviewed, run.Conflicts);
}
