using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>A broadcast that holds, or wants, a gateway in [<see cref="From"/>, <see cref="Until"/>).</summary>
internal sealed record AirTime(
    Guid BroadcastId, string Title, string GatewayId, Priority Priority, DateTimeOffset From, DateTimeOffset Until);

/// <summary>What a newcomer meets: what it interrupts, and what keeps it out.</summary>
internal sealed record Contest(IReadOnlyList<AirTime> Interrupted, IReadOnlyList<AirTime> Blocking);

/// <summary>Who may speak at a gateway: the higher interrupts, the same or a higher one keeps the newcomer out. Pure.</summary>
internal static class Arbitration
{
    /// <summary>Judges a newcomer against what is planned or on air, gateway by gateway.</summary>
    public static Contest Judge(
        Priority priority, DateTimeOffset from, DateTimeOffset until, IReadOnlySet<string> gateways, IEnumerable<AirTime> taken)
    {
        var met = taken.Where(other => gateways.Contains(other.GatewayId) && other.From < until && from < other.Until)
            .ToLookup(other => other.Priority < priority);
        return new Contest([.. met[true]], [.. met[false]]);
    }
}
