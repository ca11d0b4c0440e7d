using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>What Link asks of Maintenance.</summary>
internal sealed class MaintenanceDoor
{
    /// <summary>Why it could not be done now, or null; changes nothing.</summary>
    public required Func<MaintainOrder, RefusalReason?> Judge { get; init; }

    /// <summary>Does what is in the ledger, behind what was begun before; what comes of it is reported and stands in the journal.</summary>
    public required Action<Order> Begin { get; init; }
}
