using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>One entry of a gateway's journal with the gateway's own signature; never changed.</summary>
internal sealed class JournalRecord
{
    /// <summary>Rises in the order in which the controller took them.</summary>
    public long Number { get; init; }

    /// <summary>The journal.</summary>
    public required int ChainId { get; init; }

    public required string GatewayId { get; init; }

    /// <summary>Its number in the journal.</summary>
    public required long Sequence { get; init; }

    /// <summary>Controller time as the gateway knew it.</summary>
    public required DateTimeOffset At { get; init; }

    public required JournalKind Kind { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>COSE_Sign1 as it came: all that the entry says, and the proof that the gateway said it.</summary>
    public required byte[] Signed { get; init; }
}
