using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Starts alerts: at once, or, where a gateway asks for a second hand, once an operator has approved.</summary>
internal sealed class EmergencyDesk(BroadcastDesk desk, BroadcastService broadcasts, IDbContextFactory<TownDbContext> databases)
{
    /// <summary>The hashes of a longer stream don't fit into an order.</summary>
    private static readonly TimeSpan LongestApproved = TimeSpan.FromMinutes(8);

    public async Task<DeskOutcome> StartAsync(EmergencyRequest request, CancellationToken cancellationToken)
    {
        if (request.Priority <= Priority.LiveTalk)
        {
            return DeskOutcome.Refused([("priority", $"\"{request.Priority}\" is no alert. Allowed: blueAlert, yellowAlert, orangeAlert, redAlert.")]);
        }

        var awaits = !request.Exercise && await NeedsApprovalAsync(request.Areas, cancellationToken);
        return await desk.StartAsync(request.AsOrdinary(), programmes => PlanOf(request, programmes, awaits), cancellationToken);
    }

    /// <summary>Starts one round of an alert, or of the exercise of one; a real one waits for an operator's signature where a gateway asks for it.</summary>
    public async Task<BroadcastStart> StartAsync(BroadcastPlan round, CancellationToken cancellationToken)
    {
        var awaits = round.Class is OrderClass.Emergency && await NeedsApprovalAsync(round.Areas, cancellationToken);
        return await broadcasts.StartAsync(round with { AwaitsApproval = awaits, LongestPlay = awaits ? LongestApproved : null }, cancellationToken);
    }

    private static BroadcastPlan PlanOf(EmergencyRequest request, IReadOnlyList<Programme> programmes, bool awaits) => new()
    {
        Title = request.Title?.Trim() ?? programmes[0].Title,
        Programmes = programmes,
        Areas = request.Areas,
        VolumePercent = request.VolumePercent,
        Priority = request.Priority,
        Class = request.Exercise ? OrderClass.Exercise : OrderClass.Emergency,
        AwaitsApproval = awaits,
        LongestPlay = awaits ? LongestApproved : null,
    };

    // Areas that are not there are refused by the planner, with its words.
    private async Task<bool> NeedsApprovalAsync(IReadOnlyList<string> areas, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        return tree.TryResolveTargets(areas, out var targets, out _)
            && await ConfigurationDesk.NeedApprovalOfEmergenciesAsync(database, [.. targets.Select(target => target.Gateway)], cancellationToken);
    }
}
