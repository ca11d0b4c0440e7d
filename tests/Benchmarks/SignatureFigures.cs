using System.Diagnostics;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Benchmarks;

/// <summary>What signatures cost: orders at both ends, and the bundles of one stream at a gateway.</summary>
internal static class SignatureFigures
{
    private const int Rounds = 3;
    private const int Orders = 2_000;
    private const int Bundles = 5_000;

    // A packet of 20 ms at 32 kbit/s.
    private const int PacketBytes = 80;

    public static Task<IReadOnlyList<Row>> MeasureAsync(CancellationToken cancellationToken)
    {
        using var key = SigningKey.Create();
        using var keys = new TrustedKeys();
        keys.Add(key.PublicKey, Enum.GetValues<OrderClass>());
        var order = Order();
        var signed = OrderCodec.Sign(order, key);
        var live = Bundle(AudioBundle.LivePackets).Sign(key);
        var programme = Bundle(AudioBundle.ProgrammePackets).Sign(key);

        var sign = MicrosecondsOf(Orders, () => OrderCodec.Sign(order, key).Length > 0, cancellationToken);
        var verify = MicrosecondsOf(Orders, () => OrderCodec.TryOpen(signed, keys, out _, out _), cancellationToken);
        var liveVerify = MicrosecondsOf(Bundles, () => AudioBundle.TryOpen(live, keys, out _, out _), cancellationToken);
        var programmeVerify = MicrosecondsOf(Bundles, () => AudioBundle.TryOpen(programme, keys, out _, out _), cancellationToken);
        IReadOnlyList<Row> rows =
        [
            new Row("orders signed, to twelve gateways", 1e6 / sign, "orders/s", 1_000, HigherIsBetter: true),
            new Row("orders verified", 1e6 / verify, "orders/s", 1_000, HigherIsBetter: true),
            new Row("bundle of 60 ms verified", liveVerify, "µs", 500),
            new Row("one live stream verified, 16.7 bundles/s", ShareOf(liveVerify, LoadStream.Live), "% of a core", 1),
            new Row("bundle of 240 ms verified", programmeVerify, "µs", 500),
            new Row("one programme verified, 4.2 bundles/s", ShareOf(programmeVerify, LoadStream.Programme), "% of a core", 1),
        ];
        return Task.FromResult(rows);
    }

    private static double ShareOf(double us, LoadStream stream) => us / stream.Interval.TotalMicroseconds * 100;

    // The best of the rounds: the others waited for somebody else's work.
    private static double MicrosecondsOf(int count, Func<bool> work, CancellationToken cancellationToken)
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round <= Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var watch = Stopwatch.StartNew();
            for (var index = 0; index < count; index++)
            {
                if (!work())
                {
                    throw new InvalidOperationException("A good signature was refused.");
                }
            }

            // The first one is the compiler's.
            best = round == 0 ? best : Math.Min(best, watch.Elapsed.TotalMicroseconds / count);
        }

        return best;
    }

    private static AudioBundle Bundle(int packets) => new()
    {
        StreamId = Guid.NewGuid(),
        FirstPacket = 0,
        PresentationUs = 0,
        Last = false,
        Packets = [.. Enumerable.Range(0, packets).Select(_ => new ReadOnlyMemory<byte>(new byte[PacketBytes]))],
    };

    private static Order Order()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Order
        {
            Version = WireVersion.Current,
            OrderId = Guid.NewGuid(),
            Issuer = "town",
            Sequence = 1,
            Class = OrderClass.Ordinary,
            Targets = [.. Town.Place.All.Select(place => new OrderTarget { Gateway = place.GatewayId, Zones = [] })],
            NotBefore = now,
            Expires = now.AddMinutes(10),
            Action = OrderAction.Play,
            Play = new PlayOrder
            {
                BroadcastId = Guid.NewGuid(),
                StreamId = Guid.NewGuid(),
                Title = "每日普法 第 128 期",
                Priority = Priority.Scheduled,
                Live = true,
                StartAt = now.AddSeconds(10),
                LongestPlayMs = 600_000,
                VolumePercent = 80,
                Items = [],
            },
        };
    }
}
