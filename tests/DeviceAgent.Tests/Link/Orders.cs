using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Orders as tests want them.</summary>
internal static class Orders
{
    public const string Gateway = "gw-620321104200";

    public static Order Play(DateTimeOffset now, long sequence = 1, string gateway = Gateway) => new()
    {
        Version = WireVersion.Current,
        OrderId = Guid.NewGuid(),
        Issuer = "dongzhai",
        Sequence = sequence,
        Class = OrderClass.Ordinary,
        Targets = [new OrderTarget { Gateway = gateway, Zones = [] }],
        NotBefore = now.AddSeconds(-30),
        Expires = now.AddMinutes(10),
        Action = OrderAction.Play,
        Play = new PlayOrder
        {
            BroadcastId = Guid.NewGuid(),
            StreamId = Guid.NewGuid(),
            Title = "每日普法",
            Priority = Priority.Scheduled,
            Live = false,
            StartAt = now.AddSeconds(10),
            LongestPlayMs = 720_000,
            VolumePercent = 80,
            Items = [new PlayItem { Sha256 = new string('a', 64), Packets = 100, PreSkip = 312, LengthSamples = 95_000 }],
        },
    };

    public static Order Emergency(DateTimeOffset now, long sequence = 1)
    {
        var order = Play(now, sequence);
        return order with { Class = OrderClass.Emergency, Play = order.Play! with { Priority = Priority.RedAlert } };
    }

    public static Order Stop(DateTimeOffset now, long sequence, Guid? broadcast) => Play(now, sequence) with
    {
        Action = OrderAction.Stop,
        Play = null,
        Stop = new StopOrder
        {
            Scope = broadcast is null ? StopScope.Everything : StopScope.Broadcast,
            BroadcastId = broadcast,
            Reason = "值班员停止",
        },
    };

    public static Order Maintain(DateTimeOffset now, long sequence, MaintenanceTask task, int? zone = null) => Play(now, sequence) with
    {
        Action = OrderAction.Maintain,
        Play = null,
        Maintain = new MaintainOrder { Task = task, Zone = zone },
    };
}
