namespace CloudBroadcast.Controller.Gateways.Journals;

/// <summary>One journal of a gateway, as far as the controller has it. A gateway that lost its disk begins another one.</summary>
internal sealed class JournalChain
{
    public int Id { get; init; }

    public required string GatewayId { get; init; }

    /// <summary>The id that the gateway gave it.</summary>
    public required Guid JournalId { get; init; }

    /// <summary>The last entry that is here; 0 for none.</summary>
    public long Sequence { get; set; }

    /// <summary>SHA-256 of that entry as it was signed, 64 hex digits: what the next one must name.</summary>
    public required string LastHash { get; set; }

    /// <summary>What entries up to this one say of broadcasts stands in the playbacks.</summary>
    public long Settled { get; set; }

    /// <summary>When its last entry came.</summary>
    public required DateTimeOffset TakenAt { get; set; }

    /// <summary>Since when nothing more of it is taken; null while it goes on.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}
