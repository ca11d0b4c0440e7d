using CloudBroadcast.Controller.Gateways.Approvals;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>What became of a signature, or of the wish for something to sign; exactly one member says it.</summary>
internal sealed record ApprovalOutcome
{
    public static ApprovalOutcome Unknown { get; } = new() { IsUnknown = true };

    /// <summary>Nothing of that id waits.</summary>
    public bool IsUnknown { get; private init; }

    /// <summary>To be signed; after a signature that came too late it is another one than was signed.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>Why it can't be.</summary>
    public string? Problem { get; init; }

    /// <summary>It was approved, and is on its way.</summary>
    public bool IsSent { get; init; }
}

/// <summary>
/// The alerts that wait for an operator. What is signed holds the start and the number of the order, so it is made when
/// somebody is there to sign it, and made anew when the signature came too late.
/// </summary>
internal sealed partial class EmergencyApprovals(
    IDbContextFactory<TownDbContext> databases,
    BroadcastGate gate,
    BroadcastContent content,
    OrderDesk desk,
    ProgrammeStreamer streamer,
    BroadcastRunner runner,
    OperatorKeyDesk operators,
    AuditTrail audit,
    IOptions<BroadcastOptions> options,
    TimeProvider time,
    ILogger<EmergencyApprovals> log)
{
    public async Task<IReadOnlyList<Broadcast>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Broadcasts.AsNoTracking().Where(broadcast => broadcast.State == BroadcastState.AwaitingApproval)
            .OrderBy(broadcast => broadcast.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Until when an alert waits.</summary>
    public DateTimeOffset LapseOf(Broadcast broadcast) => broadcast.CreatedAt + options.Value.ApprovalTime;

    /// <summary>Makes the order that is to be signed: it starts soon and has the newest number.</summary>
    public async Task<ApprovalOutcome> ComposeAsync(Guid id, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await FindAsync(database, id, cancellationToken) is { } broadcast
            ? await ComposeAsync(database, broadcast, cancellationToken)
            : ApprovalOutcome.Unknown;
    }

    /// <summary>Takes an operator's signature over the order composed last, and sends it.</summary>
    public async Task<ApprovalOutcome> ApproveAsync(Guid id, string keyId, byte[] signature, CancellationToken cancellationToken)
    {
        Broadcast? broadcast;
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            broadcast = await FindAsync(database, id, cancellationToken);
            if (broadcast?.SignedOrder is not { } document)
            {
                return ApprovalOutcome.Unknown;
            }

            using var trusted = await operators.ConfirmedAsync(cancellationToken);
            var approved = Approval.Attach(document, keyId, signature);
            if (!Approval.IsGiven(DocumentKind.Order, approved, trusted, out _))
            {
                return new ApprovalOutcome { Problem = "The signature is not one of a confirmed operator's key over what was composed last." };
            }

            if (await IsStaleAsync(database, broadcast, cancellationToken))
            {
                return await ComposeAsync(database, broadcast, cancellationToken);
            }

            (broadcast.SignedOrder, broadcast.State) = (approved, BroadcastState.Announced);
            await audit.WriteAsync(database, "emergency.approve", broadcast.Id.ToString(), null, new { broadcast.Title, keyId, broadcast.OrderSequence }, cancellationToken);
        }

        LogApproved(broadcast.Title, keyId);
        runner.Begin(broadcast);
        gate.RaiseChanged(id);
        return new ApprovalOutcome { IsSent = true };
    }

    /// <summary>Ends the alerts that nobody approved in time.</summary>
    public async Task LapseAsync(CancellationToken cancellationToken)
    {
        List<Broadcast> lapsed;
        using (await gate.EnterAsync(cancellationToken))
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var oldest = time.GetUtcNow() - options.Value.ApprovalTime;
            lapsed = await database.Broadcasts.Include(known => known.Playbacks)
                .Where(known => known.State == BroadcastState.AwaitingApproval && known.CreatedAt <= oldest).ToListAsync(cancellationToken);
            lapsed.ForEach(Lapse);
            await database.SaveChangesAsync(cancellationToken);
        }

        lapsed.ForEach(broadcast => gate.RaiseChanged(broadcast.Id));
    }

    private void Lapse(Broadcast broadcast)
    {
        const string Reason = "规定时间内无人批准";
        (broadcast.State, broadcast.Reason, broadcast.EndedAt) = (BroadcastState.Cancelled, Reason, time.GetUtcNow());
        broadcast.Playbacks.ForEach(playback => (playback.State, playback.Reason) = (PlaybackState.Interrupted, Reason));
        LogLapsed(broadcast.Title);
    }

    private async Task<Broadcast?> FindAsync(TownDbContext database, Guid id, CancellationToken cancellationToken)
    {
        var broadcast = await database.Broadcasts.Include(known => known.Playbacks)
            .SingleOrDefaultAsync(known => known.Id == id && known.State == BroadcastState.AwaitingApproval, cancellationToken);
        return broadcast is not null && time.GetUtcNow() < LapseOf(broadcast) ? broadcast : null;
    }

    private async Task<ApprovalOutcome> ComposeAsync(TownDbContext database, Broadcast broadcast, CancellationToken cancellationToken)
    {
        var programmes = await content.ResolveAsync(broadcast.ProgrammeIds, cancellationToken);
        if (programmes.Count < broadcast.ProgrammeIds.Count)
        {
            return new ApprovalOutcome { Problem = "节目已从节目库删除" };
        }

        broadcast.PlannedStart = time.GetUtcNow() + options.Value.ApprovalLead;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await desk.SignAsync(database, broadcast, programmes, await HashesAsync(broadcast, programmes, cancellationToken), cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ApprovalOutcome { Payload = Approval.PayloadOf(broadcast.SignedOrder) };
    }

    private async Task<byte[]> HashesAsync(Broadcast broadcast, IReadOnlyList<Programme> programmes, CancellationToken cancellationToken)
    {
        var plan = await streamer.OpenAsync(OrderDesk.DraftOf(broadcast, programmes), cancellationToken);
        return [.. Enumerable.Range(0, plan.Count).SelectMany(bundle => plan.BundleAt(bundle).ContentHash())];
    }

    // Gateways refuse a start that has passed, and a number below the last one that they took from this key.
    private async Task<bool> IsStaleAsync(TownDbContext database, Broadcast broadcast, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() + options.Value.SubscribeTime > broadcast.PlannedStart)
        {
            return true;
        }

        var gateways = broadcast.Playbacks.Select(playback => playback.GatewayId).ToList();
        return await database.Broadcasts.AnyAsync(
            other => other.KeyId == broadcast.KeyId && other.OrderSequence > broadcast.OrderSequence && other.State != BroadcastState.AwaitingApproval
                && other.Playbacks.Any(playback => gateways.Contains(playback.GatewayId)),
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The alert \"{Title}\" was approved with the operator's key {KeyId}.")]
    private partial void LogApproved(string title, string keyId);

    [LoggerMessage(LogLevel.Warning, "The alert \"{Title}\" lapsed: nobody approved it.")]
    private partial void LogLapsed(string title);
}
