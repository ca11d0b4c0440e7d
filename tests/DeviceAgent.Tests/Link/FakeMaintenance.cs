using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Maintenance that only remembers what it was asked.</summary>
internal sealed class FakeMaintenance
{
    public FakeMaintenance() => Door = new MaintenanceDoor
    {
        Judge = _ => Verdict,
        Begin = order =>
        {
            OnBegin?.Invoke();
            Begun.Add(order.Maintain!);
        },
    };

    public MaintenanceDoor Door { get; }

    public RefusalReason? Verdict { get; set; }

    public Action? OnBegin { get; set; }

    public List<MaintainOrder> Begun { get; } = [];
}
