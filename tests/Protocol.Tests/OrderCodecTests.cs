using CsCheck;

namespace CloudBroadcast.Protocol;

public sealed class OrderCodecTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create();
    private readonly TrustedKeys _keys;

    public OrderCodecTests() => _keys = Samples.Trusting(_key, OrderClass.Ordinary, OrderClass.Exercise);

    public void Dispose()
    {
        _keys.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void A_signed_order_opens_to_itself()
    {
        var order = Samples.PlayOrder();

        Assert.True(OrderCodec.TryOpen(OrderCodec.Sign(order, _key), _keys, out var opened, out var problem));

        Assert.Null(problem);
        Assert.Equal(WireJson.Write(order), WireJson.Write(opened));
    }

    [Fact]
    public void No_single_flipped_bit_opens()
    {
        var bytes = OrderCodec.Sign(Samples.PlayOrder(), _key);

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(OrderCodec.TryOpen(flipped, _keys, out _, out var problem), $"bit {bit}");
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void A_cut_order_does_not_open()
    {
        var bytes = OrderCodec.Sign(Samples.PlayOrder(), _key);

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.False(OrderCodec.TryOpen(bytes.AsMemory(0, length), _keys, out _, out _)));
    }

    [Fact]
    public void Random_bytes_never_open_and_never_throw() =>
        Gen.Byte.Array[0, 400].Sample(bytes => !OrderCodec.TryOpen(bytes, _keys, out _, out var problem) && problem is not null);

    [Fact]
    public void An_order_of_a_key_that_is_not_pinned_is_refused()
    {
        using var other = SigningKey.Create();

        Assert.False(OrderCodec.TryOpen(OrderCodec.Sign(Samples.PlayOrder(), other), _keys, out _, out var problem));

        Assert.Equal(RefusalReason.UnknownKey, problem);
    }

    [Fact]
    public void An_emergency_of_a_key_for_ordinary_orders_is_refused()
    {
        var order = Samples.PlayOrder();
        order = order with { Class = OrderClass.Emergency, Play = order.Play! with { Priority = Priority.RedAlert } };

        Assert.False(OrderCodec.TryOpen(OrderCodec.Sign(order, _key), _keys, out _, out var problem));

        Assert.Equal(RefusalReason.KeyNotAllowed, problem);
    }

    [Theory]
    [InlineData(DocumentKind.Report)]
    [InlineData(DocumentKind.State)]
    [InlineData(DocumentKind.ClockAnswer)]
    public void A_document_of_another_kind_is_no_order(DocumentKind kind)
    {
        var bytes = SignedDocument.Sign(kind, WireJson.Write(Samples.PlayOrder()), _key);

        Assert.False(OrderCodec.TryOpen(bytes, _keys, out _, out var problem));

        Assert.Equal(RefusalReason.Signature, problem);
    }

    [Fact]
    public void A_document_above_the_limit_is_refused_by_its_size()
    {
        Assert.False(OrderCodec.TryOpen(new byte[SignedDocument.MaxBytes + 1], _keys, out _, out var problem));

        Assert.Equal(RefusalReason.Size, problem);
    }

    public static TheoryData<string, Order> BrokenOrders()
    {
        var order = Samples.PlayOrder();
        var play = order.Play!;
        var item = play.Items[0];
        var stop = order with { Action = OrderAction.Stop, Play = null };
        return new TheoryData<string, Order>
        {
            { "version", order with { Version = 2 } },
            { "issuer", order with { Issuer = "" } },
            { "sequence", order with { Sequence = 0 } },
            { "targets", order with { Targets = [] } },
            { "gateway", order with { Targets = [new OrderTarget { Gateway = "GW/1", Zones = [] }] } },
            { "zones", order with { Targets = [new OrderTarget { Gateway = "gw-1", Zones = [9] }] } },
            { "expires", order with { Expires = order.NotBefore } },
            { "action", order with { Play = null } },
            { "title", order with { Play = play with { Title = "" } } },
            { "volumePercent", order with { Play = play with { VolumePercent = 101 } } },
            { "longestPlayMs", order with { Play = play with { LongestPlayMs = 0 } } },
            { "items", order with { Play = play with { Items = [] } } },
            { "live", order with { Play = play with { Live = true } } },
            { "item", order with { Play = play with { Items = [item with { Sha256 = new string('A', 64) }] } } },
            { "item", order with { Play = play with { Items = [item with { LengthSamples = 96_000 }] } } },
            { "startAt", order with { Play = play with { StartAt = order.Expires } } },
            { "priority", order with { Play = play with { Priority = Priority.RedAlert } } },
            { "priority", order with { Class = OrderClass.Emergency } },
            { "bundleHashes", order with { Play = play with { BundleHashes = new byte[AudioBundle.ContentHashSize] } } },
            { "stop", stop with { Stop = new StopOrder { Scope = StopScope.Broadcast, Reason = "" } } },
        };
    }

    [Theory]
    [MemberData(nameof(BrokenOrders))]
    public void An_order_that_breaks_a_rule_is_neither_signed_nor_opened(string what, Order order)
    {
        Assert.NotNull(OrderCodec.ProblemOf(order));
        Assert.Throws<ArgumentException>(() => OrderCodec.Sign(order, _key));

        var bytes = SignedDocument.Sign(DocumentKind.Order, WireJson.Write(order), _key);
        Assert.False(OrderCodec.TryOpen(bytes, _keys, out _, out var problem), what);
        Assert.Equal(RefusalReason.Form, problem);
    }
}
