using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Schedules;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Console.Town;

/// <summary>Puts the picture of the town together from the database and from what the gateways say.</summary>
internal sealed class TownReader(PlanReader plans, Outlook outlook, GatewayEars ears, IOptions<ScheduleOptions> options, TownTime time)
{
    private static readonly Spoken T = new(typeof(TownWords));

    /// <summary>How far ahead "what comes next" looks.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    /// <summary>The town as it is now.</summary>
    public async Task<TownNow> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.Now;
        var (from, to) = (time.StartOf(time.Today), time.StartOf(time.Today.AddDays(1)));

        // A broadcast that began before midnight may still sound.
        var plan = await plans.ReadAsync(from.AddDays(-1), now + Ahead, cancellationToken);
        var heard = ears.Heard(plan.Gateways.Values.Select(gateway => gateway.Id));
        var all = new Runs(plan, heard, now);
        var today = all.Between(from, to);
        var villages = VillagesOf(plan, heard, now);
        return new TownNow
        {
            At = now,
            Town = plan.Tree.TownOrNone?.Name ?? "",
            OnAir = OnAirOf(plan, [.. all.Between(from.AddDays(-1), from), .. today]),
            Next = all.Between(now, now + Ahead).Where(run => run.State is RunState.Planned or RunState.Unreviewed)
                .Select(run => new NextView(run.StartsAt, run.State == RunState.Unreviewed ? T["{0}（没审完）", run.Title] : run.Title, run.Where)).FirstOrDefault(),
            Villages = villages,
            Runs = today,
            Problems = new Problems(plan, villages, today, heard, time).All(all.Between(now, time.StartOf(time.Today.AddDays(2)))),
        };
    }

    /// <summary>The runs of a window alone, with what will come between.</summary>
    public async Task<IReadOnlyList<RunView>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var plan = await plans.ReadAsync(from, to, cancellationToken);
        var runs = new Runs(plan, ears.Heard(plan.Gateways.Values.Select(gateway => gateway.Id)), time.Now).Between(from, to);
        var planned = await outlook.BetweenAsync(from, to, null, cancellationToken);
        var byKey = planned.ToDictionary(run => Runs.KeyOf(run.ScheduleId, run.StartsAt));
        return [.. runs.Select(run => run.State is RunState.Planned or RunState.Unreviewed && byKey.TryGetValue(run.Key, out var ahead) ? Foreseen(run, ahead) : run)];

        RunView Foreseen(RunView run, PlannedRun ahead) => run with
        {
            Held = ahead.HeldBack.Count > 0 ? Words.HeldOf(plan, ahead) : null,
            HeldVillages = Words.VillagesOf(plan, ahead.HeldBack.Keys.ToHashSet()).ToHashSet(),
            Cuts = [.. RunCuts.Of(ahead, planned, options.Value.Grace).Select(Cut)],
        };
    }

    private static CutView Cut(RunCut cut) => new(cut.Kind, cut.With.Title, cut.Gateways.Count, cut.From, cut.Until);

    private static IReadOnlyList<VillageView> VillagesOf(Plan plan, IReadOnlyDictionary<string, Heard> heard, DateTimeOffset now) =>
    [
        .. from village in plan.Villages
           let gateway = plan.Gateways.GetValueOrDefault(village.Code)
           where gateway is not null
           select GatewayLooks.Of(village, gateway.Id, heard.GetValueOrDefault(gateway.Id, Heard.Nothing), now),
    ];

    private static IReadOnlyList<OnAirView> OnAirOf(Plan plan, IEnumerable<RunView> runs)
    {
        var priorities = plan.Broadcasts.ToDictionary(broadcast => broadcast.Id, broadcast => broadcast.Priority);
        return
        [
            .. runs.Where(run => run is { State: RunState.OnAir, BroadcastId: not null })
                .OrderByDescending(run => priorities[run.BroadcastId!.Value]).ThenByDescending(run => run.StartsAt)
                .Select(run => new OnAirView(run.BroadcastId!.Value, run.Title, run.Seal, run.Strip, run.StartsAt, run.EndsAt)),
        ];
    }
}
