namespace CloudBroadcast.Controller.Schedules;

/// <summary>One write of several that belong together. Without a version it makes, with one it replaces, with nothing wanted it deletes.</summary>
/// <param name="Id">Of the schedule, also of one that is made.</param>
/// <param name="Version">The version that was read.</param>
/// <param name="Wanted">What it shall be.</param>
internal sealed record ScheduleStep(Guid Id, int? Version, ScheduleRequest? Wanted)
{
    public static ScheduleStep Make(ScheduleRequest wanted) => new(Guid.CreateVersion7(), null, wanted);

    public static ScheduleStep Replace(Schedule schedule, ScheduleRequest wanted) => new(schedule.Id, schedule.Version, wanted);

    public static ScheduleStep Delete(Schedule schedule) => new(schedule.Id, schedule.Version, null);
}
