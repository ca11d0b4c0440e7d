using System.Security.Cryptography;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator;

/// <summary>Documents that wait for an operator, for tests to bend.</summary>
internal static class Documents
{
    private static readonly DateTimeOffset Three = new(2026, 11, 23, 19, 0, 0, TimeSpan.Zero);

    public static Order Alert() => new()
    {
        Version = WireVersion.Current,
        OrderId = Guid.NewGuid(),
        Issuer = "dongzhai",
        Sequence = 1042,
        Class = OrderClass.Emergency,
        Targets = [new OrderTarget { Gateway = "gw-620321104200", Zones = [1, 3] }, new OrderTarget { Gateway = "gw-620321104201", Zones = [] }],
        NotBefore = Three.AddSeconds(-5),
        Expires = Three.AddMinutes(10),
        Action = OrderAction.Play,
        Play = new PlayOrder
        {
            BroadcastId = Guid.NewGuid(),
            StreamId = Guid.NewGuid(),
            Title = "山洪红色预警",
            Priority = Priority.RedAlert,
            Live = false,
            StartAt = Three,
            LongestPlayMs = 600_000,
            VolumePercent = 100,
            Items = [new PlayItem { Sha256 = new string('a', 64), Packets = 100, PreSkip = 312, LengthSamples = 95_000 }],
        },
    };

    /// <summary>The same with other times and numbers, as the controller makes it a moment later.</summary>
    public static Order Later(this Order order) => order with
    {
        OrderId = Guid.NewGuid(),
        Sequence = order.Sequence + 1,
        NotBefore = order.NotBefore.AddSeconds(7),
        Expires = order.Expires.AddSeconds(7),
        Play = order.Play! with { StartAt = order.Play.StartAt.AddSeconds(7) },
    };

    public static Order Titled(this Order order, string title) => order with { Play = order.Play! with { Title = title } };

    /// <summary>An alert whose very sound is bound, and the file of that sound.</summary>
    public static (Order Order, byte[] File) BoundAlert()
    {
        var packets = Enumerable.Range(0, 30).Select(index => (ReadOnlyMemory<byte>)new byte[] { 0xf8, 0xff, (byte)index }).ToList();
        using var file = new MemoryStream();
        OggOpus.Write(file, new OggOpusAudio(packets, 312, 30 * 960 - 312));
        var hashes = packets.Chunk(AudioBundle.ProgrammePackets).SelectMany(chunk =>
            new AudioBundle { StreamId = default, FirstPacket = 0, PresentationUs = 0, Last = false, Packets = chunk }.ContentHash());
        var item = new PlayItem { Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.ToArray())), Packets = 30, PreSkip = 312, LengthSamples = 30 * 960 - 312 };
        var alert = Alert();
        return (alert with { Play = alert.Play! with { Items = [item], BundleHashes = hashes.ToArray() } }, file.ToArray());
    }

    public static GatewayConfiguration Configuration(SigningKey controller, SigningKey operatorKey) => new()
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
        Operators = [new ConfiguredOperator { Name = "值班员 李四", PublicKey = operatorKey.PublicKey }],
    };
}
