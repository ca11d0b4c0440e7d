using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What somebody has to look at, the worst first: what happened, what it means, what to do. Pure.</summary>
internal sealed class Problems(Plan plan, IReadOnlyList<VillageView> villages, IReadOnlyList<RunView> runs, IReadOnlyDictionary<string, Heard> heard, TownTime time)
{
    /// <summary>More villages than this are one problem together: then it is the line or the server, not a village.</summary>
    private const int Together = 3;

    /// <param name="coming">What is still to come until the end of tomorrow: whoever reviews needs a day for it.</param>
    public IReadOnlyList<ProblemView> All(IReadOnlyList<RunView> coming) =>
        [.. Faults(), .. Offline(), .. Missed(), .. Unconfirmed(), .. Partly(), .. Lacking(), .. Unreviewed(coming), .. Expired(coming), .. Skipped(), .. Ending()];

    // A notice is for the gateway's own page: nothing suffers from it yet.
    private IEnumerable<ProblemView> Faults() =>
        from village in villages
        where heard[village.GatewayId] is { Online: true, State: not null }
        let faults = GatewayLooks.FaultsOf(heard[village.GatewayId].State!).Where(fault => fault.Severity > FaultSeverity.Notice).ToList()
        where faults.Count > 0
        orderby faults[0].Severity descending
        select new ProblemView(faults[0].Look, $"{village.Name}网关报故障", string.Join(" ", faults.Select(fault => fault.Sentence)));

    private IEnumerable<ProblemView> Offline()
    {
        var off = villages.Where(village => village.Look == Look.Off).ToList();
        if (off.Count > Together)
        {
            yield return new ProblemView(Look.Off with { Style = Look.Fault.Style }, $"{off.Count} 个村的网关离线",
                $"{string.Join("、", off.Select(village => village.Name))}现在收不到播出。这么多村同时离线，多半是线路或者服务器的事，请先看服务器的网络。");
            yield break;
        }

        foreach (var village in off)
        {
            yield return new ProblemView(Look.Off with { Style = Look.Fault.Style }, $"{village.Name}网关{village.Detail}",
                "临时改动和预警现在送不到这个村。请先打电话问村里是不是停电。");
        }
    }

    private IEnumerable<ProblemView> Missed() =>
        from run in runs
        where run.State == RunState.Missed
        select new ProblemView(Look.Missed, $"{time.Clock(run.StartsAt)}《{run.Title}》没有播",
            $"{(run.Note is { Length: > 0 } why ? $"原因：{why.TrimEnd('。')}。" : "")}要补播的话，请重新排一场。");

    private IEnumerable<ProblemView> Unconfirmed() =>
        from broadcast in plan.Broadcasts
        let unread = Villages(broadcast.Playbacks.Where(playback => playback.Evidence is { RelaysConfirmed: false }))
        where unread.Length > 0
        select new ProblemView(Look.Warn, $"{time.Clock(broadcast.PlannedStart)}《{broadcast.Title}》：{unread}继电器读回不符",
            "声音送出去了，但没有读到继电器照着动作，喇叭不一定响过。请打电话问一声，再看接线。");

    private IEnumerable<ProblemView> Partly() =>
        from run in runs
        where run.State == RunState.Partly
        select new ProblemView(Look.Warn, $"{time.Clock(run.StartsAt)}《{run.Title}》有村没播完", $"{run.Note}。{ReasonsOf(run)}");

    private IEnumerable<ProblemView> Lacking() =>
        from run in runs
        where run.State == RunState.Lacking
        select new ProblemView(Look.Warn, $"{time.Clock(run.StartsAt)}《{run.Title}》缺音频", $"{run.Note}。请换一个节目，或者停用这个排期。");

    // A programme that comes three times until tomorrow is one thing to do.
    private IEnumerable<ProblemView> Unreviewed(IEnumerable<RunView> coming) =>
        from run in coming
        where run.State == RunState.Unreviewed
        group run by run.Unreviewed[0] into same
        let first = same.First()
        select new ProblemView(Look.Warn, $"{time.When(first.StartsAt)}《{first.Title}》还没有审完",
            $"{first.Note}。{(same.Count() > 1 ? $"到明天一共 {same.Count()} 场。" : "")}请催一下，或者换一个审过的节目。")
        {
            Next = ($"review/{same.Key}", "去审"),
        };

    private static IEnumerable<ProblemView> Expired(IEnumerable<RunView> coming) =>
        from run in coming
        where run.Expired is not null
        group run by run.Expired into same
        select new ProblemView(Look.Warn, $"《{same.First().Title}》要播过期的节目", $"{same.Key}，到明天还有 {same.Count()} 场要播。请换一个节目，或者改有效期。")
        {
            Next = ("week", "去排期"),
        };

    private IEnumerable<ProblemView> Skipped() =>
        from column in plan.Episodes.Columns
        from pick in plan.Episodes.CourseOf(column.Id)!.Open.Where(pick => pick.Day >= time.Today).Take(1)
        where pick.Skipped.Count > 0 && pick.Day <= time.Today.AddDays(1)
        select new ProblemView(Look.Warn, $"栏目《{column.Title}》跳过一期", $"{time.NearDay(pick.Day)}：{Words.SkipsOf(pick)}。请催一下。")
        {
            Next = ($"review/{pick.Skipped[0].Id}", "去审"),
        };

    private IEnumerable<ProblemView> Ending() =>
        from column in plan.Episodes.Columns
        let course = plan.Episodes.CourseOf(column.Id)!
        where course.EndsSoon(time.Today)
        let day = time.NearDay(course.EndAfter(time.Today)!.Day)
        select new ProblemView(
            Look.Warn,
            column.AtEnd is ColumnEnd.Stop ? $"栏目《{column.Title}》快播完了" : $"栏目《{column.Title}》要从头再播了",
            column.AtEnd is ColumnEnd.Stop ? $"{day} 起没有新的一期，到时不播。请加几期，送审。" : $"{day} 起没有新的一期，从第一期再播。想播新的，请加几期，送审。")
        {
            Next = ($"columns/{column.Id}", "去加"),
        };

    private string ReasonsOf(RunView run)
    {
        var reasons = plan.Broadcasts.FirstOrDefault(broadcast => broadcast.Id == run.BroadcastId)?.Playbacks
            .Where(playback => playback.State != PlaybackState.Played && playback.Reason is { Length: > 0 })
            .GroupBy(playback => playback.Reason!)
            .Select(group => $"{Villages(group)}：{group.Key.TrimEnd('。')}");
        return reasons is null ? "" : string.Join("；", reasons) is { Length: > 0 } all ? all + "。" : "";
    }

    private string Villages(IEnumerable<Playback> playbacks)
    {
        var gateways = playbacks.Select(playback => playback.GatewayId).ToHashSet();
        return string.Join("、", plan.Villages
            .Where(village => plan.Gateways.TryGetValue(village.Code, out var gateway) && gateways.Contains(gateway.Id))
            .Select(village => village.Name));
    }
}
