using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>What somebody has to look at, the worst first: what happened, what it means, what to do. Pure.</summary>
internal sealed class Problems(Plan plan, IReadOnlyList<VillageView> villages, IReadOnlyList<RunView> runs, IReadOnlyDictionary<string, Heard> heard, TownTime time)
{
    /// <summary>More villages than this are one problem together: then it is the line or the server, not a village.</summary>
    private const int Together = 3;

    /// <summary>What is due later than this is no reason to call a village now.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromHours(12);

    /// <param name="coming">What is still to come until the end of tomorrow: whoever reviews needs a day for it.</param>
    public IReadOnlyList<ProblemView> All(IReadOnlyList<RunView> coming) =>
        [.. Faults(), .. Offline(coming), .. Missed(), .. Unconfirmed(), .. Partly(), .. Lacking(coming), .. Unreviewed(coming)];

    // A notice is for the gateway's own page: nothing suffers from it yet.
    private IEnumerable<ProblemView> Faults() =>
        from village in villages
        where heard[village.GatewayId] is { Online: true, State: not null }
        let faults = GatewayLooks.FaultsOf(heard[village.GatewayId].State!).Where(fault => fault.Severity > FaultSeverity.Notice).ToList()
        where faults.Count > 0
        orderby faults[0].Severity descending
        select new ProblemView(faults[0].Look, $"{village.Name}网关报故障", string.Join(" ", faults.Select(fault => fault.Sentence)));

    private IEnumerable<ProblemView> Offline(IReadOnlyList<RunView> coming)
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
                $"{DueAt(village, coming)}临时改动和预警现在送不到这个村。请先打电话问村里是不是停电。")
            {
                Next = ($"gateways/{village.GatewayId}", "去看"),
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
        return $"{time.When(due.StartsAt)}《{due.Title}》要在这里响，{(carried ? "网关里存着，到点会自己播" : "网关里没有存，连不上就不响")}。";
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

    // What has no audio is found today and for tomorrow: to make some takes its time. A series is one thing to do.
    private IEnumerable<ProblemView> Lacking(IEnumerable<RunView> coming) =>
        from run in runs.Concat(coming)
        where run.State == RunState.Lacking
        group run by run.ScheduleId into same
        let first = same.MinBy(run => run.StartsAt)!
        select new ProblemView(Look.Warn, $"{time.When(first.StartsAt)}《{first.Title}》缺音频", $"{first.Note}。请换一个节目，或者停用这个排期。")
        {
            Next = ("week", "去排期"),
        };

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
