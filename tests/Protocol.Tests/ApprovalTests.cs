using CsCheck;

namespace CloudBroadcast.Protocol;

public sealed class ApprovalTests : IDisposable
{
    private readonly SigningKey _controller = SigningKey.Create();
    private readonly SigningKey _operator = SigningKey.Create();
    private readonly TrustedKeys _controllers;
    private readonly TrustedKeys _operators;

    public ApprovalTests()
    {
        _controllers = Samples.Trusting(_controller, OrderClass.Emergency);
        _operators = Samples.Trusting(_operator);
    }

    public void Dispose()
    {
        _controllers.Dispose();
        _operators.Dispose();
        _controller.Dispose();
        _operator.Dispose();
    }

    [Fact]
    public void An_approved_order_opens_as_before_and_names_who_approved()
    {
        var approved = Approval.Add(DocumentKind.Order, Signed(), _operator);

        Assert.True(OrderCodec.TryOpen(approved, _controllers, out _, out var keyId, out _));
        Assert.Equal(_controller.KeyId, keyId);
        Assert.True(Approval.IsGiven(DocumentKind.Order, approved, _operators, out var by));
        Assert.Equal(_operator.KeyId, by);
    }

    [Fact]
    public void Without_it_nothing_is_approved() =>
        Assert.False(Approval.IsGiven(DocumentKind.Order, Signed(), _operators, out _));

    [Fact]
    public void The_controllers_own_keys_approve_nothing()
    {
        var order = Signed();
        Assert.False(Approval.IsGiven(DocumentKind.Order, Approval.Add(DocumentKind.Order, order, _controller), _operators, out _));

        // Its signature under the operator's name.
        var forged = _controller.Sign(Approval.ToBeSigned(DocumentKind.Order, Approval.PayloadOf(order).Span, _operator.KeyId));
        Assert.False(Approval.IsGiven(DocumentKind.Order, Approval.Attach(order, _operator.KeyId, forged), _operators, out _));
    }

    [Fact]
    public void An_approval_counts_for_its_own_payload_and_kind_alone()
    {
        var first = Approval.Add(DocumentKind.Order, Signed(), _operator);
        var signature = _operator.Sign(Approval.ToBeSigned(DocumentKind.Order, Approval.PayloadOf(first).Span, _operator.KeyId));

        Assert.False(Approval.IsGiven(DocumentKind.Order, Approval.Attach(Signed(), _operator.KeyId, signature), _operators, out _));
        Assert.False(Approval.IsGiven(DocumentKind.Configuration, first, _operators, out _));

        // An order that the operator's key signed as if it were a controller's is no approval either.
        var asController = SignedDocument.Sign(DocumentKind.Order, Approval.PayloadOf(first), _operator);
        Assert.False(Approval.IsGiven(DocumentKind.Order, asController, _operators, out _));
    }

    [Fact]
    public void No_flipped_bit_is_both_opened_and_approved()
    {
        var bytes = Approval.Add(DocumentKind.Order, Signed(), _operator);

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(
                OrderCodec.TryOpen(flipped, _controllers, out _, out _) && Approval.IsGiven(DocumentKind.Order, flipped, _operators, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void Random_bytes_are_never_approved_and_never_throw() =>
        Gen.Byte.Array[0, 400].Sample(bytes => !Approval.IsGiven(DocumentKind.Order, bytes, _operators, out _));

    private byte[] Signed()
    {
        var order = Samples.PlayOrder();
        return OrderCodec.Sign(order with { Class = OrderClass.Emergency, Play = order.Play! with { Priority = Priority.RedAlert } }, _controller);
    }
}
