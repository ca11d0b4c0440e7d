namespace CloudBroadcast.Controller.Gateways.Keys;

/// <summary>That a key is being changed, and until when it waits for gateways that do not answer.</summary>
internal sealed class KeyRotation
{
    public required SigningPurpose Purpose { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From then on the new key signs whoever has not got it; null to wait for every gateway.</summary>
    public DateTimeOffset? SwitchAt { get; set; }
}
