using System.Diagnostics.CodeAnalysis;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Approvals;

/// <summary>A document that waits for an operator's signature. Only what stands in the payload counts; the rest is what the controller says of it.</summary>
/// <param name="Id">Names it at the controller.</param>
/// <param name="Kind">Of the document; the signature covers it.</param>
/// <param name="Payload">The very bytes that are shown and signed; null before an emergency is composed.</param>
/// <param name="Installed">For a configuration: the payload of the one before it, as the controller says.</param>
internal sealed record WaitingDocument(string Id, DocumentKind Kind, byte[]? Payload, byte[]? Installed)
{
    /// <summary>The payload as what it is; exactly one of the two is set when it is readable.</summary>
    public bool TryRead(out Order? order, out GatewayConfiguration? configuration, [NotNullWhen(false)] out string? problem)
    {
        (order, configuration) = (null, null);
        problem = null;
        _ = Kind switch
        {
            DocumentKind.Order => WireJson.TryRead(Payload, out order, out problem),
            DocumentKind.Configuration => WireJson.TryRead(Payload, out configuration, out problem),
            _ => false,
        };
        problem ??= (order, configuration) switch
        {
            ({ } read, _) => OrderCodec.ProblemOf(read),
            (_, { } read) => ConfigurationCodec.ProblemOf(read),
            _ => $"a document of kind {Kind} is not approved",
        };
        return problem is null;
    }

    /// <summary>Whether the other one asks for the same, but for its number and its times.</summary>
    public bool SaysTheSameAs(WaitingDocument other)
    {
        if (Kind != DocumentKind.Order || other.Kind != Kind || !TryRead(out var one, out _, out _) || !other.TryRead(out var two, out _, out _))
        {
            return Kind == other.Kind && Payload.AsSpan().SequenceEqual(other.Payload);
        }

        return WireJson.Write(Timeless(one!)).AsSpan().SequenceEqual(WireJson.Write(Timeless(two!)));
    }

    private static Order Timeless(Order order) => order with
    {
        OrderId = default,
        Sequence = 1,
        NotBefore = default,
        Expires = default,
        Play = order.Play is null ? null : order.Play with { StartAt = default },
    };
}
