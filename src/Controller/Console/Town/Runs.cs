using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Schedules;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What is planned and what became of it, as one list in the order of time. Pure.</summary>
internal sealed class Runs(Plan plan, IReadOnlyDictionary<string, Heard> heard, DateTimeOffset now)
{
    private static readonly Spoken T = new(typeof(TownWords));

    /// <summary>What has no record by then is not shown: nobody can say what became of it.</summary>
    private static readonly TimeSpan Unrecorded = TimeSpan.FromMinutes(2);

    /// <summary>The runs that start in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public IReadOnlyList<RunView> Between(DateTimeOffset from, DateTimeOffset to) =>
    [
        .. plan.Broadcasts.Where(broadcast => broadcast.PlannedStart >= from && broadcast.PlannedStart < to).Select(Of)
            .Concat(plan.Schedules.SelectMany(schedule => Unstarted(schedule, from, to)))
            .OrderBy(run => run.StartsAt).ThenBy(run => run.Title, StringComparer.Ordinal),
    ];

    /// <summary>The key of what has not become a broadcast.</summary>
    public static string KeyOf(Guid scheduleId, DateTimeOffset start) => $"{scheduleId:n}-{start.ToUnixTimeSeconds()}";

    /// <summary>An occurrence that did not become a broadcast; its schedule may be gone by now.</summary>
    public RunView Of(Occurrence missed) => plan.Schedules.FirstOrDefault(schedule => schedule.Id == missed.ScheduleId) is { } schedule
        ? Of(schedule, missed.StartsAt, missed)
        : new RunView
        {
            Key = KeyOf(missed.ScheduleId, missed.StartsAt),
            StartsAt = missed.StartsAt,
            Length = TimeSpan.Zero,
            Title = "删掉了的排期",
            Seal = SealView.Unknown,
            Where = "",
            Recurrence = "",
            VolumePercent = 0,
            Strip = Cells.Planned(plan, []),
            State = RunState.Missed,
            Note = missed.Reason,
        };

    private IEnumerable<RunView> Unstarted(Schedule schedule, DateTimeOffset from, DateTimeOffset to)
    {
        var started = plan.Broadcasts.Where(broadcast => broadcast.ScheduleId == schedule.Id).Select(broadcast => broadcast.PlannedStart).ToHashSet();
        foreach (var start in Occurrences.Between(schedule, plan.Days, from, to).Where(start => !started.Contains(start)))
        {
            var record = plan.Occurrences.GetValueOrDefault((schedule.Id, start));
            if (record is not null || start > now - Unrecorded)
            {
                yield return Of(schedule, start, record);
            }
        }
    }

    private RunView Of(Schedule schedule, DateTimeOffset start, Occurrence? record)
    {
        var strip = Cells.Planned(plan, schedule.Areas);
        var length = plan.LengthOf(schedule, start);
        var pick = plan.Episodes.Of(schedule, start);
        var missed = record is { State: OccurrenceState.Missed };
        var unreviewed = record is null ? plan.UnreviewedOf(schedule, start) : [];
        return new RunView
        {
            Key = KeyOf(schedule.Id, start),
            ScheduleId = schedule.Id,
            StartsAt = start,
            Length = length ?? TimeSpan.Zero,
            Title = ScheduleContent.TitleOf(schedule, pick),
            Seal = Words.SealOf(plan, schedule),
            Where = Words.WhereOf(plan, schedule.Areas, strip),
            Recurrence = Words.RhythmOf(schedule),
            Repeats = schedule.Repeats,
            VolumePercent = schedule.VolumePercent,
            Strip = missed ? Unsounded(strip) : strip,
            State = missed ? RunState.Missed : length is null ? RunState.Lacking : unreviewed.Count > 0 ? RunState.Unreviewed : RunState.Planned,
            Note = record?.Reason ?? (length is null ? Words.LackingOf(schedule) : unreviewed.Count > 0 ? Words.DueStepOf(plan, unreviewed) : null),
            Unreviewed = [.. unreviewed.Select(programme => programme.Id)],
            Expired = missed || start <= now ? null : Words.ExpiredOf(plan.ExpiredOf(schedule, start)),
            Skips = missed || start <= now ? null : Words.SkipsOf(pick),
        };
    }

    /// <summary>A broadcast as pages show it.</summary>
    public RunView Of(Broadcast broadcast)
    {
        var strip = Cells.Of(plan, broadcast, heard);
        var schedule = plan.Schedules.FirstOrDefault(each => each.Id == broadcast.ScheduleId);
        var state = StateOf(broadcast, strip);
        return new RunView
        {
            Key = broadcast.Id.ToString("n"),
            BroadcastId = broadcast.Id,
            ScheduleId = schedule?.Id,
            StartsAt = broadcast.PlannedStart,
            Length = broadcast.Length,
            Title = broadcast.Title,
            Seal = broadcast.IsLive ? SealView.Talk : schedule is null ? Words.SealOf(plan, broadcast.ProgrammeIds) : Words.SealOf(plan, schedule),
            Where = Words.WhereOf(plan, broadcast.Areas, strip),
            Recurrence = broadcast.IsLive ? T["喊话"] : schedule is null ? T["手动播出"] : Words.RhythmOf(schedule),
            VolumePercent = broadcast.VolumePercent,
            Strip = strip,
            State = state,
            Outcome = OutcomeOf(state, broadcast, strip),
            Note = state is RunState.Stopped or RunState.Missed ? broadcast.Reason : state == RunState.Partly ? ShortOf(strip) : null,
        };
    }

    private RunState StateOf(Broadcast broadcast, StripView strip) => broadcast.State switch
    {
        BroadcastState.Finished => strip.Count(Cell.Sounded) == strip.Addressed ? RunState.Done : RunState.Partly,
        BroadcastState.Interrupted or BroadcastState.Cancelled => RunState.Stopped,
        BroadcastState.Failed => RunState.Missed,
        BroadcastState.AwaitingApproval => RunState.Planned,
        _ when broadcast.PlannedStart > now => RunState.Planned,
        _ when broadcast.PlannedStart + broadcast.Length <= now && strip.Count(Cell.Sounding) == 0 => RunState.Closing,
        _ => RunState.OnAir,
    };

    private static string? OutcomeOf(RunState state, Broadcast broadcast, StripView strip) => state switch
    {
        RunState.Done => T["{0} 村播完", strip.Addressed],
        RunState.Partly => T["{0}/{1} 村播完", strip.Count(Cell.Sounded), strip.Addressed],
        RunState.Planned when broadcast.State == BroadcastState.AwaitingApproval => T["等待批准"],
        RunState.Stopped when broadcast.State == BroadcastState.Cancelled => T["取消了"],
        _ => null,
    };

    private static string ShortOf(StripView strip) => new StripView(
        [.. strip.Cells.Where(cell => cell.Cell is Cell.Failed or Cell.Offline)]).Sentence;

    private static StripView Unsounded(StripView strip) => new(
        [.. strip.Cells.Select(cell => cell.Cell == Cell.Planned ? cell with { Cell = Cell.Failed } : cell)]);
}
