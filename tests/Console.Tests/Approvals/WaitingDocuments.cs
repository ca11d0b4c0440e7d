using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Console.Approvals;

/// <summary>Documents that an officer is asked to sign.</summary>
internal static class WaitingDocuments
{
    private static readonly DateTimeOffset Three = new(2026, 11, 23, 19, 0, 0, TimeSpan.Zero);

    public static Order Alert(string title) => new()
    {
        Version = WireVersion.Current,
        OrderId = Guid.NewGuid(),
        Issuer = "dongzhai",
        Sequence = 1042,
        Class = OrderClass.Emergency,
        Targets = [new OrderTarget { Gateway = "gw-620321104200", Zones = [1, 3] }],
        NotBefore = Three.AddSeconds(-5),
        Expires = Three.AddMinutes(10),
        Action = OrderAction.Play,
        Play = new PlayOrder
        {
            BroadcastId = Guid.NewGuid(),
            StreamId = Guid.NewGuid(),
            Title = title,
            Priority = Priority.RedAlert,
            Live = false,
            StartAt = Three,
            LongestPlayMs = 600_000,
            VolumePercent = 100,
            Items = [new PlayItem { Sha256 = new string('a', 64), Packets = 100, PreSkip = 312, LengthSamples = 95_000 }],
        },
    };

    public static GatewayConfiguration Configuration(SigningKey controller, SigningKey officer) => new()
    {
        Version = WireVersion.Current,
        Gateway = "gw-620321104200",
        Revision = 3,
        IssuedAt = Three,
        Name = "东寨村",
        Area = "620321104200",
        Zones = [1, 2, 3],
        TimeZone = "Asia/Shanghai",
        Curfew = new Curfew { From = new TimeOnly(22, 0), To = new TimeOnly(6, 0) },
        LongestPlayMs = 7_200_000,
        StartsPerHour = 20,
        EmergencyNeedsApproval = true,
        Keys = [new ConfiguredKey { PublicKey = controller.PublicKey, Classes = [OrderClass.Ordinary] }],
        Operators = [new ConfiguredOperator { Name = "值班员 李四", PublicKey = officer.PublicKey }],
    };
}
