using System.Security.Claims;
using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>Where somebody wants to speak, and how.</summary>
/// <param name="Areas">Codes of areas.</param>
/// <param name="Chime">Whether a chime sounds first.</param>
internal sealed record TalkRequest(IReadOnlyList<string> Areas, bool Chime);

/// <summary>What became of the wish to speak; exactly one member says it.</summary>
internal sealed record TalkStart
{
    public LiveTalk? Talk { get; init; }

    /// <summary>The first area that the person's right does not reach.</summary>
    public string? Beyond { get; init; }

    /// <summary>The field and why it can't be.</summary>
    public (string Field, string Problem)? Problem { get; init; }

    /// <summary>Who keeps it out, in words.</summary>
    public string? Blocked { get; init; }
}

/// <summary>Starts talks and brings each to its end: the loudspeakers let go, the record says how long was spoken.</summary>
internal sealed class LiveDesk(
    LiveTalks talks,
    BroadcastService broadcasts,
    BroadcastStopper stopper,
    BroadcastGate gate,
    IDbContextFactory<TownDbContext> databases,
    Postman postman,
    AuditTrail audit,
    IOptions<LiveOptions> options,
    TimeProvider time) : IHostedService
{
    private const string Restarted = "控制器重新启动，喊话断了";

    /// <summary>Begins a talk. Its microphone must be heard at once, or it ends as one that is dead.</summary>
    public async Task<TalkStart> OpenAsync(TalkRequest request, ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        if (who.FirstBeyondReach(Right.Speak, request.Areas) is { } beyond)
        {
            return new TalkStart { Beyond = beyond };
        }

        var plan = PlanOf(request, who);
        var talk = new LiveTalk(plan.Id!.Value, TermsOf(request), postman, options.Value, time);
        talks.Add(talk);
        var isTaken = false;
        try
        {
            var start = await broadcasts.StartAsync(plan, cancellationToken);
            isTaken = start.Started is not null;
            if (isTaken)
            {
                talk.Listen();
            }

            return new TalkStart { Talk = isTaken ? talk : null, Problem = start.Problem, Blocked = start.Blocked?.Reason };
        }
        finally
        {
            if (!isTaken)
            {
                Forget(talk);
            }
        }
    }

    /// <summary>Waits for its end, lets the loudspeakers go and puts on record how long was spoken and why it ended.</summary>
    public async Task<TalkEnd> FinishAsync(LiveTalk talk)
    {
        var end = await talk.Ended;
        try
        {
            if (end is not TalkEnd.Stopped && (end is TalkEnd.Silence or TalkEnd.BadFrame || !talk.Speaking.IsCompleted))
            {
                await stopper.StopAsync(talk.BroadcastId, ReasonOf(end), CancellationToken.None);
            }

            await RecordAsync(talk, end);
            return end;
        }
        finally
        {
            Forget(talk);
        }
    }

    /// <summary>A talk does not outlive the controller that carried it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var open = await database.Broadcasts.Where(broadcast => broadcast.IsLive && broadcast.EndedAt == null)
            .Select(broadcast => broadcast.Id).ToListAsync(cancellationToken);
        foreach (var id in open)
        {
            await stopper.StopAsync(id, Restarted, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private BroadcastPlan PlanOf(TalkRequest request, ClaimsPrincipal who) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        Title = $"喊话　{who.ShownName()}",
        Programmes = [],
        LiveFor = options.Value.Limit + (request.Chime ? TalkChime.Length : TimeSpan.Zero),
        Areas = request.Areas,
        VolumePercent = options.Value.VolumePercent,
        Priority = Priority.LiveTalk,
    };

    private TalkTerms TermsOf(TalkRequest request) => new(request.Chime ? TalkChime.Packets : [], options.Value.Limit);

    private void Forget(LiveTalk talk)
    {
        talks.Remove(talk);
        talk.Dispose();
    }

    // From its real end on it is in nobody's way, whether each gateway has said its last word or not.
    private async Task RecordAsync(LiveTalk talk, TalkEnd end)
    {
        using (await gate.EnterAsync(CancellationToken.None))
        {
            await using var database = await databases.CreateDbContextAsync();
            await using var transaction = await database.Database.BeginTransactionAsync();
            var broadcast = await database.Broadcasts.SingleAsync(known => known.Id == talk.BroadcastId);
            var until = talk.HeardUntil ?? time.GetUtcNow();
            var length = until - broadcast.PlannedStart;
            broadcast.Length = length < TimeSpan.Zero ? TimeSpan.Zero : length < broadcast.Length ? length : broadcast.Length;
            var said = new { broadcast.Id, broadcast.Areas, SpokenMs = (long)talk.Recording.Length.TotalMilliseconds, End = end, talk.Problem };
            await audit.WriteAsync(database, "talk.end", broadcast.Title, null, said);
            await database.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        gate.RaiseChanged(talk.BroadcastId);
    }

    private static string ReasonOf(TalkEnd end) => end switch
    {
        TalkEnd.Silence => "话筒没有声音传来，喊话自动停了",
        TalkEnd.BadFrame => "传来的不是话筒的声音，喊话停了",
        _ => "还没开口就松开了",
    };
}
