using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Alerts;

/// <summary>Whoever stops an alert that sounds, or everything, wants silence: what was stopped does not sound again.</summary>
internal sealed class AlertStops(TimeProvider time) : IStopWitness
{
    public async Task StoppedAsync(
        TownDbContext database, IReadOnlyCollection<Broadcast> stopped, StopScope scope, string reason, CancellationToken cancellationToken)
    {
        if (scope is StopScope.Ordinary)
        {
            return;
        }

        var ids = stopped.Select(broadcast => broadcast.AlertId).OfType<Guid>().ToList();
        var alerts = await database.Alerts.Where(alert => alert.State == AlertState.Issued && (scope == StopScope.Everything || ids.Contains(alert.Id)))
            .ToListAsync(cancellationToken);
        foreach (var alert in alerts)
        {
            (alert.State, alert.NextAt, alert.EndedAt, alert.EndedBecause) = (AlertState.Stopped, null, time.GetUtcNow(), reason);
            alert.Version++;
        }
    }
}
