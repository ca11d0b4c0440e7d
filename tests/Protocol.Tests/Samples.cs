namespace CloudBroadcast.Protocol;

/// <summary>Messages that keep every rule, for tests to bend.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Seven = new(2026, 11, 23, 23, 0, 0, TimeSpan.Zero);

    public static Order PlayOrder() => new()
    {
        Version = WireVersion.Current,
        OrderId = Guid.NewGuid(),
        Issuer = "dongzhai",
        Sequence = 7,
        Class = OrderClass.Ordinary,
        Targets = [new OrderTarget { Gateway = "gw-620321104200", Zones = [1, 2] }],
        NotBefore = Seven.AddSeconds(-30),
        Expires = Seven.AddMinutes(10),
        Action = OrderAction.Play,
        Play = new PlayOrder
        {
            BroadcastId = Guid.NewGuid(),
            StreamId = Guid.NewGuid(),
            Title = "每日普法",
            Priority = Priority.Scheduled,
            Live = false,
            StartAt = Seven,
            LongestPlayMs = 600_000,
            VolumePercent = 80,
            Items = [new PlayItem { Sha256 = new string('a', 64), Packets = 100, PreSkip = 312, LengthSamples = 95_000 }],
        },
    };

    public static AudioBundle Bundle() => new()
    {
        StreamId = Guid.NewGuid(),
        FirstPacket = 24,
        PresentationUs = 1_795_000_000_000_000,
        Last = false,
        Packets = [new byte[] { 1, 2, 3 }, new byte[60], Array.Empty<byte>()],
    };

    public static TrustedKeys Trusting(SigningKey key, params OrderClass[] classes)
    {
        var keys = new TrustedKeys();
        keys.Add(key.PublicKey, classes);
        return keys;
    }
}
