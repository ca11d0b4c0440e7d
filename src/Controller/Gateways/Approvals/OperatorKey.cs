namespace CloudBroadcast.Controller.Gateways.Approvals;

/// <summary>The public half of a key that a person keeps away from the controller, to approve what the controller signs.</summary>
internal sealed class OperatorKey
{
    /// <summary>The key id of the wire page, rule 4.</summary>
    public required string KeyId { get; init; }

    /// <summary>Whose it is, as gateways and people read it.</summary>
    public required string Name { get; init; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The account that registered it.</summary>
    public required string RegisteredBy { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The other account that vouched for it; null before, and until then the key counts for nothing.</summary>
    public string? ConfirmedBy { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }
}
