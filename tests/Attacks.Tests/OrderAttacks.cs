using CloudBroadcast.Protocol;

namespace CloudBroadcast.Attacks;

/// <summary>Somebody who can put anything on any topic, from inside the broker, past every right.</summary>
public sealed class OrderAttacks(Siege siege) : IClassFixture<Siege>
{
    private const int MutationCount = 10_000;

    // Makes a failure repeatable.
    private const int Seed = 20161123;
    private const int Batch = 50;
    private const long LargestGrowth = 25L * 1024 * 1024;

    private readonly Forgeries _forgeries = new(siege);

    private static string Orders => Topics.GatewayOrders(Siege.Village.GatewayId);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a stranger's key", RefusalReason.UnknownKey)]
    [InlineData("the gateway's own key", RefusalReason.UnknownKey)]
    [InlineData("another kind of document", RefusalReason.Signature)]
    [InlineData("order for another gateway", RefusalReason.NotAddressed)]
    [InlineData("key not allowed for the class", RefusalReason.KeyNotAllowed)]
    [InlineData("an alert's priority in an ordinary order", RefusalReason.Form)]
    [InlineData("expired", RefusalReason.Expired)]
    [InlineData("far future", RefusalReason.TooEarly)]
    [InlineData("starts after it expires", RefusalReason.Form)]
    [InlineData("longer than the gateway allows", RefusalReason.TooLong)]
    [InlineData("nothing at all", RefusalReason.Size)]
    public async Task Forged_order(string what, RefusalReason expected)
    {
        using var stranger = SigningKey.Create();
        using var gateway = SigningKey.FromPem(await File.ReadAllTextAsync(Path.Combine(siege.Identity, "gateway.key"), Stop));
        var order = _forgeries.Play();
        var now = siege.Clock.GetUtcNow();
        var bytes = what switch
        {
            "a stranger's key" => OrderCodec.Sign(order, stranger),
            "the gateway's own key" => OrderCodec.Sign(order, gateway),
            "another kind of document" => SignedDocument.Sign(DocumentKind.ClockAnswer, WireJson.Write(order), _forgeries.Ordinary),
            "order for another gateway" => OrderCodec.Sign(order with { Targets = [new OrderTarget { Gateway = Siege.OtherVillage.GatewayId, Zones = [] }] }, _forgeries.Ordinary),
            "key not allowed for the class" => OrderCodec.Sign(_forgeries.Alert(), _forgeries.Ordinary),
            "an alert's priority in an ordinary order" => Unchecked(order with { Play = order.Play! with { Priority = Priority.RedAlert } }),
            "expired" => OrderCodec.Sign(order with { NotBefore = now.AddHours(-1), Expires = now.AddSeconds(-1), Play = order.Play! with { StartAt = now.AddMinutes(-1) } }, _forgeries.Ordinary),
            "far future" => OrderCodec.Sign(order with { NotBefore = now.AddYears(10), Expires = now.AddYears(11), Play = order.Play! with { StartAt = now.AddYears(10) } }, _forgeries.Ordinary),
            "starts after it expires" => Unchecked(order with { Play = order.Play! with { StartAt = order.Expires } }),
            "longer than the gateway allows" => OrderCodec.Sign(order with { Play = order.Play! with { LongestPlayMs = 86_400_001 } }, _forgeries.Ordinary),
            _ => [],
        };
        await siege.BeginWatchAsync();
        var before = Siege.Refused(siege.Seen(), expected);

        await siege.InsideAsync(Orders, bytes);
        await StreamAsync(order, stranger);

        await siege.StateAsync(state => Siege.Refused(state, expected) > before);
        await UntilAfterAsync(order);
        await siege.AssertSilentAsync();
    }

    [Fact]
    public async Task Mutated_orders_and_bundles()
    {
        var order = _forgeries.Play();
        var genuine = OrderCodec.Sign(order, _forgeries.Ordinary);
        var bundle = Forgeries.Bundles(order.Play!)[0].Sign(_forgeries.Ordinary);
        var mutations = new Mutations(Seed);
        await siege.BeginWatchAsync();
        var ordersBefore = siege.Seen()!.RefusedOrders;
        var bundlesBefore = siege.Seen()!.RefusedBundles;
        var talliesBefore = siege.Seen()!.Refusals!.Sum(tally => tally.Orders + tally.Bundles);
        long? residentBefore = null;

        for (var sent = 0; sent < MutationCount; sent += Batch)
        {
            for (var each = 0; each < Batch; each += 2)
            {
                await siege.InsideAsync(Orders, mutations.OfOrder(genuine));
                await siege.InsideAsync(Topics.Stream(order.Play!.StreamId), mutations.OfBundle(bundle));
            }

            var half = (sent + Batch) / 2;
            await siege.StateAsync(state => state.RefusedOrders >= ordersBefore + half && state.RefusedBundles >= bundlesBefore + half);
            residentBefore ??= sent >= MutationCount / 4 ? siege.Gateway.Agent.ResidentBytes : null;
        }

        var state = siege.Seen()!;
        Assert.Equal(MutationCount / 2, state.RefusedOrders - ordersBefore);
        Assert.Equal(MutationCount / 2, state.RefusedBundles - bundlesBefore);
        Assert.Equal(MutationCount, state.Refusals!.Sum(tally => tally.Orders + tally.Bundles) - talliesBefore);
        Assert.InRange(siege.Gateway.Agent.ResidentBytes - residentBefore!.Value, long.MinValue, LargestGrowth);
        await siege.AssertSilentAsync();
    }

    [Fact]
    public async Task Unsigned_foreign_and_mutated_bundles_under_a_genuine_order()
    {
        using var stranger = SigningKey.Create();
        var order = _forgeries.Play();
        var other = _forgeries.Play();
        var mutations = new Mutations(Seed + 1);
        await siege.BeginWatchAsync();
        var before = siege.Seen()!.RefusedBundles;

        await siege.InsideAsync(Orders, OrderCodec.Sign(order, _forgeries.Ordinary));
        var bundles = Forgeries.Bundles(order.Play!);
        var topic = Topics.Stream(order.Play!.StreamId);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Stop);
        var sent = 0;
        foreach (var bundle in bundles)
        {
            byte[][] bad =
            [
                bundle.Sign(stranger),
                mutations.OfBundle(bundle.Sign(_forgeries.Ordinary)),
                bundle.Sign(_forgeries.Emergency),
                Moved(bundle, TimeSpan.FromSeconds(2)).Sign(_forgeries.Ordinary),
                .. Forgeries.Bundles(other.Play!).Take(1).Select(foreign => foreign.Sign(_forgeries.Ordinary)),
            ];
            foreach (var bytes in bad)
            {
                await siege.InsideAsync(topic, bytes);
                sent++;
            }
        }

        await siege.StateAsync(state => state.RefusedBundles - before >= sent);
        await UntilAfterAsync(order);
        await siege.StateAsync(state => state.OnAir is null);
        await siege.AssertSilentAsync(relaysMayMove: true);
    }

    [Fact]
    public async Task Everything_on_every_topic_from_inside_the_broker()
    {
        using var stranger = SigningKey.Create();
        var order = _forgeries.Play();
        var forged = OrderCodec.Sign(order, stranger);
        string[] topics =
        [
            Orders, Topics.GatewayConfiguration(Siege.Village.GatewayId), Topics.ClockAnswer(Siege.Village.GatewayId),
            Topics.AreaOrders(Siege.Village.Code), Topics.AreaOrders(Place()), Topics.Stream(order.Play!.StreamId),
            Topics.GatewayState(Siege.Village.GatewayId), Topics.GatewayReport(Siege.Village.GatewayId),
        ];
        byte[][] payloads =
        [
            [], [0], new byte[60_000], forged, OrderCodec.Sign(order with { Targets = [new OrderTarget { Gateway = "gw-x", Zones = [] }] }, _forgeries.Ordinary),
            SignedDocument.Sign(DocumentKind.Configuration, WireJson.Write(order), stranger),
            SignedDocument.Sign(DocumentKind.ClockAnswer, WireJson.Write(new ClockAnswer
            {
                Version = 1, Nonce = Guid.NewGuid(), ReceivedAt = siege.Clock.GetUtcNow().AddYears(1), AnsweredAt = siege.Clock.GetUtcNow().AddYears(1),
            }), _forgeries.Ordinary),
            .. Forgeries.Bundles(order.Play!).Select(bundle => bundle.Sign(stranger)),
        ];
        await siege.BeginWatchAsync();
        var before = siege.Seen()!;

        foreach (var topic in topics)
        {
            foreach (var payload in payloads)
            {
                await siege.InsideAsync(topic, payload);
            }
        }

        var after = await siege.StateAsync(state => state.RefusedOrders >= before.RefusedOrders + payloads.Length * 3);
        await UntilAfterAsync(order);
        await siege.AssertSilentAsync();
        Assert.Equal(before.ConfigurationRevision, after.ConfigurationRevision);
        Assert.InRange(Math.Abs(siege.Seen()!.ClockOffsetUs!.Value - before.ClockOffsetUs!.Value), 0, 1_000_000);
    }

    private static string Place() => CloudBroadcast.Town.Place.TownCode;

    private static AudioBundle Moved(AudioBundle bundle, TimeSpan by) => new()
    {
        StreamId = bundle.StreamId,
        FirstPacket = bundle.FirstPacket,
        PresentationUs = bundle.PresentationUs + by.Ticks / TimeSpan.TicksPerMicrosecond,
        Last = bundle.Last,
        Packets = bundle.Packets,
    };

    // What the codec would not sign for us.
    private byte[] Unchecked(Order order) => SignedDocument.Sign(DocumentKind.Order, WireJson.Write(order), _forgeries.Ordinary);

    private async Task StreamAsync(Order order, SigningKey key)
    {
        foreach (var bundle in Forgeries.Bundles(order.Play!))
        {
            await siege.InsideAsync(Topics.Stream(order.Play!.StreamId), bundle.Sign(key));
        }
    }

    private Task UntilAfterAsync(Order order) =>
        Task.Delay(order.Play!.StartAt - siege.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), TimeProvider.System, Stop);
}
