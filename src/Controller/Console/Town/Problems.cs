using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What somebody has to look at, the worst first: what happened, what it means, what to do. Pure.</summary>
internal sealed class Problems(Plan plan, IReadOnlyList<VillageView> villages, IReadOnlyList<RunView> runs, IReadOnlyDictionary<string, Heard> heard, TownTime time)
{
    private static readonly Spoken T = new(typeof(TownWords));

    /// <summary>More villages than this are one problem together: then it is the line or the server, not a village.</summary>
    private const int Together = 3;

    /// <summary>What is due later than this is no reason to call a village now.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromHours(12);

    /// <param name="coming">What is still to come until the end of tomorrow: whoever reviews needs a day for it.</param>
    public IReadOnlyList<ProblemView> All(IReadOnlyList<RunView> coming) =>
        [.. Faults(), .. Offline(coming), .. Missed(), .. Unconfirmed(), .. Partly(), .. Lacking(coming), .. Unreviewed(coming), .. Expired(coming), .. Skipped(), .. Ending()];

    // A notice is for the gateway's own page: nothing suffers from it yet.
    private IEnumerable<ProblemView> Faults() =>
        from village in villages
        where heard[village.GatewayId] is { Online: true, State: not null }
        let faults = GatewayLooks.FaultsOf(heard[village.GatewayId].State!).Where(fault => fault.Severity > FaultSeverity.Notice).ToList()
        where faults.Count > 0
        orderby faults[0].Severity descending
        select new ProblemView(faults[0].Look, T["{0}网关报故障", village.Name], string.Join(" ", faults.Select(fault => fault.Sentence)));

    private IEnumerable<ProblemView> Offline(IReadOnlyList<RunView> coming)
    {
        var off = villages.Where(village => village.Look == Look.Off).ToList();
        if (off.Count > Together)
        {
            yield return new ProblemView(Look.Off with { Style = Look.Fault.Style }, T["{0} 个村的网关离线", off.Count],
                T["{0}现在收不到播出。这么多村同时离线，多半是线路或者服务器的事，请先看服务器的网络。", string.Join(T["、"], off.Select(village => village.Name))]);
            yield break;
        }

        foreach (var village in off)
        {
            yield return new ProblemView(Look.Off with { Style = Look.Fault.Style }, T["{0}网关{1}", village.Name, village.Detail],
                DueAt(village, coming) + T["临时改动和预警现在送不到这个村。请先打电话问村里是不是停电。"])
            {
                Next = ($"gateways/{village.GatewayId}", T["去看"]),
            };
        }
    }

    // A gateway that is away sounds what it has been sent in time; of what it lacks nobody there hears anything.
    private string DueAt(VillageView village, IEnumerable<RunView> coming)
    {
        if (coming.FirstOrDefault(run => run.StartsAt < time.Now + Soon && run.Strip.Cells.Any(cell => cell.Village == village.Name && cell.Cell is not Cell.None)) is not { } due)
        {
            return "";
        }

        var carried = heard[village.GatewayId].State is { Schedule: { } schedule } && schedule.Until > due.StartsAt;
        return carried
            ? T["{0}《{1}》要在这里响，网关里存着，到点会自己播。", time.When(due.StartsAt), due.Title]
            : T["{0}《{1}》要在这里响，网关里没有存，连不上就不响。", time.When(due.StartsAt), due.Title];
    }

    private IEnumerable<ProblemView> Missed() =>
        from run in runs
        where run.State == RunState.Missed
        select new ProblemView(Look.Missed, T["{0}《{1}》没有播", time.Clock(run.StartsAt), run.Title],
            (run.Note is { Length: > 0 } why ? T["原因：{0}。", why.TrimEnd('。')] : "") + T["要补播的话，请重新排一场。"]);

    private IEnumerable<ProblemView> Unconfirmed() =>
        from broadcast in plan.Broadcasts
        let unread = Villages(broadcast.Playbacks.Where(playback => playback.Evidence is { RelaysConfirmed: false }))
        where unread.Length > 0
        select new ProblemView(Look.Warn, T["{0}《{1}》：{2}继电器读回不符", time.Clock(broadcast.PlannedStart), broadcast.Title, unread],
            T["声音送出去了，但没有读到继电器照着动作，喇叭不一定响过。请打电话问一声，再看接线。"]);

    private IEnumerable<ProblemView> Partly() =>
        from run in runs
        where run.State == RunState.Partly
        select new ProblemView(Look.Warn, T["{0}《{1}》有村没播完", time.Clock(run.StartsAt), run.Title], T["{0}。{1}", run.Note, ReasonsOf(run)]);

    // What has no audio is found today and for tomorrow: to make some takes its time. A series is one thing to do.
    private IEnumerable<ProblemView> Lacking(IEnumerable<RunView> coming) =>
        from run in runs.Concat(coming)
        where run.State == RunState.Lacking
        group run by run.ScheduleId into same
        let first = same.MinBy(run => run.StartsAt)!
        select new ProblemView(Look.Warn, T["{0}《{1}》缺音频", time.When(first.StartsAt), first.Title], T["{0}。请换一个节目，或者停用这个排期。", first.Note])
        {
            Next = ("week", T["去排期"]),
        };

    // A programme that comes three times until tomorrow is one thing to do.
    private IEnumerable<ProblemView> Unreviewed(IEnumerable<RunView> coming) =>
        from run in coming
        where run.State == RunState.Unreviewed
        group run by run.Unreviewed[0] into same
        let first = same.First()
        select new ProblemView(Look.Warn, T["{0}《{1}》还没有审完", time.When(first.StartsAt), first.Title],
            T["{0}。{1}请催一下，或者换一个审过的节目。", first.Note, same.Count() > 1 ? T["到明天一共 {0} 场。", same.Count()] : ""])
        {
            Next = ($"review/{same.Key}", T["去审"]),
        };

    private static IEnumerable<ProblemView> Expired(IEnumerable<RunView> coming) =>
        from run in coming
        where run.Expired is not null
        group run by run.Expired into same
        select new ProblemView(Look.Warn, T["《{0}》要播过期的节目", same.First().Title], T["{0}，到明天还有 {1} 场要播。请换一个节目，或者改有效期。", same.Key, same.Count()])
        {
            Next = ("week", T["去排期"]),
        };

    private IEnumerable<ProblemView> Skipped() =>
        from column in plan.Episodes.Columns
        from pick in plan.Episodes.CourseOf(column.Id)!.Open.Where(pick => pick.Day >= time.Today).Take(1)
        where pick.Skipped.Count > 0 && pick.Day <= time.Today.AddDays(1)
        select new ProblemView(Look.Warn, T["栏目《{0}》跳过一期", column.Title], T["{0}：{1}。请催一下。", time.NearDay(pick.Day), Words.SkipsOf(pick)])
        {
            Next = ($"review/{pick.Skipped[0].Id}", T["去审"]),
        };

    private IEnumerable<ProblemView> Ending() =>
        from column in plan.Episodes.Columns
        let course = plan.Episodes.CourseOf(column.Id)!
        where course.EndsSoon(time.Today)
        let day = time.NearDay(course.EndAfter(time.Today)!.Day)
        select new ProblemView(
            Look.Warn,
            column.AtEnd is ColumnEnd.Stop ? T["栏目《{0}》快播完了", column.Title] : T["栏目《{0}》要从头再播了", column.Title],
            column.AtEnd is ColumnEnd.Stop ? T["{0} 起没有新的一期，到时不播。请加几期，送审。", day] : T["{0} 起没有新的一期，从第一期再播。想播新的，请加几期，送审。", day])
        {
            Next = ($"columns/{column.Id}", T["去加"]),
        };

    private string ReasonsOf(RunView run)
    {
        var reasons = plan.Broadcasts.FirstOrDefault(broadcast => broadcast.Id == run.BroadcastId)?.Playbacks
            .Where(playback => playback.State != PlaybackState.Played && playback.Reason is { Length: > 0 })
            .GroupBy(playback => playback.Reason!)
            .Select(group => T["{0}：{1}", Villages(group), group.Key.TrimEnd('。')]);
        return reasons is null ? "" : string.Join(T["；"], reasons) is { Length: > 0 } all ? T["{0}。", all] : "";
    }

    private string Villages(IEnumerable<Playback> playbacks)
    {
        var gateways = playbacks.Select(playback => playback.GatewayId).ToHashSet();
        return string.Join(T["、"], plan.Villages
            .Where(village => plan.Gateways.TryGetValue(village.Code, out var gateway) && gateways.Contains(gateway.Id))
            .Select(village => village.Name));
    }
}
