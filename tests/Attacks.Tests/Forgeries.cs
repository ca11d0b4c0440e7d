using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Attacks;

/// <summary>Orders and bundles as the town would make them, for an attacker to record, bend or steal.</summary>
internal sealed class Forgeries(Siege siege)
{
    private const int Packets = 150;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(3);

    // 20 ms of Opus that decodes to something: a frame of silence from the encoder has the same three bytes for ever.
    private static readonly byte[] Packet = [0xF8, 0xFF, 0xFE];

    public SigningKey Ordinary => siege.Town.Get<SigningKeys>().For(OrderClass.Ordinary);

    public SigningKey Emergency => siege.Town.Get<SigningKeys>().For(OrderClass.Emergency);

    private DateTimeOffset Now => siege.Clock.GetUtcNow();

    /// <summary>An order that nothing but the missing genuine signature keeps from sounding.</summary>
    public Order Play(long sequence = 0) => new()
    {
        Version = WireVersion.Current,
        OrderId = Guid.NewGuid(),
        Issuer = "dongzhai",
        Sequence = sequence > 0 ? sequence : Now.ToUnixTimeMilliseconds(),
        Class = OrderClass.Ordinary,
        Targets = [new OrderTarget { Gateway = Siege.Village.GatewayId, Zones = [] }],
        NotBefore = Now.AddSeconds(-5),
        Expires = Now.AddMinutes(10),
        Action = OrderAction.Play,
        Play = new PlayOrder
        {
            BroadcastId = Guid.NewGuid(),
            StreamId = Guid.NewGuid(),
            Title = "假消息",
            Priority = Priority.LiveTalk,
            Live = false,
            StartAt = Now + Lead,
            LongestPlayMs = 60_000,
            VolumePercent = 80,
            Items = [new PlayItem { Sha256 = new string('a', 64), Packets = Packets, PreSkip = 312, LengthSamples = Packets * 960 - 312 }],
        },
    };

    /// <summary>The same as an alert.</summary>
    public Order Alert() => Play() is { } order
        ? order with { Class = OrderClass.Emergency, Play = order.Play! with { Priority = Priority.RedAlert } }
        : throw new InvalidOperationException();

    /// <summary>The bundles of an order's stream.</summary>
    public static List<AudioBundle> Bundles(PlayOrder play, TimeSpan shift = default) => Enumerable.Range(0, (Packets + 11) / AudioBundle.ProgrammePackets)
        .Select(index => new AudioBundle
        {
            StreamId = play.StreamId,
            FirstPacket = (uint)(index * AudioBundle.ProgrammePackets),
            PresentationUs = (play.StartAt + shift - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
                + index * AudioBundle.ProgrammePackets * Opus.PacketUs,
            Last = (index + 1) * AudioBundle.ProgrammePackets >= Packets,
            Packets = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(Packet, Math.Min(AudioBundle.ProgrammePackets, Packets - index * AudioBundle.ProgrammePackets))],
        }).ToList();
}
