using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Learns of each stop in the transaction that writes it down, so that what would sound again does not.</summary>
internal interface IStopWitness
{
    /// <summary>Changes what has to be changed in the caller's unsaved transaction.</summary>
    /// <param name="database">The caller's.</param>
    /// <param name="stopped">What sounded or was about to.</param>
    /// <param name="scope">What the stop was meant for.</param>
    /// <param name="reason">For people.</param>
    /// <param name="cancellationToken">Leaves everything as it was.</param>
    Task StoppedAsync(TownDbContext database, IReadOnlyCollection<Broadcast> stopped, StopScope scope, string reason, CancellationToken cancellationToken);
}
