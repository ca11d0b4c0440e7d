using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Turns a plan into a broadcast on record: who is addressed, who has priority, and the order when it is time for it.</summary>
internal sealed class BroadcastPlanner(
    IDbContextFactory<TownDbContext> databases,
    BroadcastGate gate,
    BroadcastContent content,
    OrderDesk desk,
    GatewayLimits limits,
    IOptions<BroadcastOptions> options,
    AuditTrail audit,
    TimeProvider time)
{
    /// <summary>Writes the broadcast with its expected playbacks, announced when its order is due already.</summary>
    public async Task<BroadcastStart> PlanAsync(BroadcastPlan plan, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (plan.Id is { } id && await FindAsync(database, id, cancellationToken) is { } known)
        {
            return new BroadcastStart { Started = known };
        }

        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        if (!tree.TryResolveTargets(plan.Areas, out var targets, out var problem))
        {
            return new BroadcastStart { Problem = ("areas", problem) };
        }

        var now = time.GetUtcNow();
        var start = plan.StartAt ?? now + options.Value.PlayNowLead;
        var length = plan.LiveFor ?? BroadcastContent.LengthOf(plan.Programmes);
        var gateways = targets.Select(target => target.Gateway).ToHashSet();

        if (length > plan.LongestPlay)
        {
            return new BroadcastStart { Problem = ("areas", Refusal.Sentence("length", length, $"at most {plan.LongestPlay} where an operator's approval is needed")) };
        }

        if (NeedsReview(plan.Class, plan.ScheduleId, gateways, options.Value) && await content.UnreviewedAsync(plan.Programmes, cancellationToken) is { } unreviewed)
        {
            return new BroadcastStart { Unreviewed = unreviewed };
        }

        var refusals = plan.Class is OrderClass.Emergency ? [] : await limits.RefusalsAsync(database, gateways, start, length, cancellationToken);
        if (refusals.Count > 0 && (plan.ScheduleId is null || refusals.Count == gateways.Count))
        {
            return new BroadcastStart { Problem = (refusals[0].Field, plan.ScheduleId is null ? refusals[0].Problem : WordsOf(refusals[0])) };
        }

        // One that is joined late takes the gateways from now on alone.
        var contest = Arbitration.Judge(
            plan.Priority, start > now ? start : now, start + length, gateways, await TakenAsync(database, cancellationToken));
        if (IsKeptOut(plan, gateways, contest))
        {
            return new BroadcastStart { Blocked = (ReasonOf(contest), contest.Blocking.Max(other => other.Until)) };
        }

        var broadcast = NewBroadcast(plan, start, length, now, [.. targets.Select(target => Expect(target, contest, refusals))]);
        await WriteAsync(database, broadcast, plan, now, cancellationToken);
        return new BroadcastStart { Started = broadcast };
    }

    /// <summary>Nothing but an alert and its exercise goes on air unreviewed; what only the editors' own test gateway plays is heard by nobody else.</summary>
    public static bool NeedsReview(OrderClass kind, Guid? scheduleId, IReadOnlyCollection<string> gateways, BroadcastOptions options) =>
        kind is OrderClass.Ordinary && !(scheduleId is null && options.TestGateway.Length > 0 && gateways.All(gateway => gateway == options.TestGateway));

    // A gateway that started it by itself may have said so before this controller came to it.
    private static Task<Broadcast?> FindAsync(TownDbContext database, Guid id, CancellationToken cancellationToken) =>
        database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks).SingleOrDefaultAsync(broadcast => broadcast.Id == id, cancellationToken);

    private async Task WriteAsync(
        TownDbContext database, Broadcast broadcast, BroadcastPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!plan.AwaitsApproval && broadcast.PlannedStart - options.Value.AnnounceLead <= now)
        {
            await desk.AnnounceAsync(database, broadcast, plan.Programmes, cancellationToken);
        }

        database.Broadcasts.Add(broadcast);
        if (plan.ScheduleId is null)
        {
            await audit.WriteAsync(database, "broadcast.start", broadcast.Title, null, BroadcastView.Of(broadcast), cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static string WordsOf(LimitRefusal refusal) => refusal.Reason ?? refusal.Problem;

    private static bool IsKeptOut(BroadcastPlan plan, HashSet<string> gateways, Contest contest) =>
        contest.Blocking.Count > 0
        && (plan.ScheduleId is null || gateways.IsSubsetOf(contest.Blocking.Select(other => other.GatewayId)));

    private static string ReasonOf(Contest contest)
    {
        var titles = string.Join("、", contest.Blocking.Select(other => $"「{other.Title}」").Distinct());
        var gateways = contest.Blocking.Select(other => other.GatewayId).Distinct().Order(StringComparer.Ordinal).ToList();
        return $"{gateways.Count} 个终端（{string.Join("、", gateways)}）在这段时间由同级或更高优先级的{titles}占用";
    }

    private static Playback Expect(OrderTarget target, Contest contest, IReadOnlyList<LimitRefusal> refusals)
    {
        var blocking = contest.Blocking.FirstOrDefault(other => other.GatewayId == target.Gateway);
        var limit = refusals.FirstOrDefault(refusal => refusal.GatewayId == target.Gateway);
        return new Playback
        {
            BroadcastId = default,
            GatewayId = target.Gateway,
            Zones = [.. target.Zones],
            State = blocking is null && limit is null ? PlaybackState.Expected : PlaybackState.Refused,
            Reason = blocking is null ? (limit is null ? null : WordsOf(limit)) : $"终端由「{blocking.Title}」占用",
        };
    }

    private static Broadcast NewBroadcast(
        BroadcastPlan plan, DateTimeOffset start, TimeSpan length, DateTimeOffset now, List<Playback> playbacks) => new()
        {
            Id = plan.Id ?? Guid.CreateVersion7(now),
            Title = plan.Title,
            ScheduleId = plan.ScheduleId,
            AlertId = plan.AlertId,
            Priority = plan.Priority,
            Class = plan.Class,
            Areas = [.. plan.Areas],
            ProgrammeIds = [.. plan.Programmes.Select(programme => programme.Id)],
            VolumePercent = plan.VolumePercent,
            StreamId = Guid.NewGuid(),
            PlannedStart = start,
            Length = length,
            IsLive = plan.LiveFor is not null,
            State = plan.AwaitsApproval ? BroadcastState.AwaitingApproval : BroadcastState.Planned,
            CreatedAt = now,
            Playbacks = playbacks,
        };

    private static async Task<IEnumerable<AirTime>> TakenAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        var open = await database.Broadcasts.AsNoTracking().Include(broadcast => broadcast.Playbacks)
            .Where(broadcast => broadcast.State == BroadcastState.Planned
                || broadcast.State == BroadcastState.Announced || broadcast.State == BroadcastState.OnAir)
            .ToListAsync(cancellationToken);
        return open.SelectMany(broadcast => broadcast.Playbacks
            .Where(playback => !PlaybackProgress.IsClosed(playback.State))
            .Select(playback => new AirTime(
                broadcast.Id, broadcast.Title, playback.GatewayId, broadcast.Priority,
                broadcast.PlannedStart, broadcast.PlannedStart + broadcast.Length)));
    }
}
