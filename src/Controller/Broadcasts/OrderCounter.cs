namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>The last sequence number that an issuer has used with one key; it never goes back.</summary>
internal sealed class OrderCounter
{
    public required string Issuer { get; init; }

    /// <summary>The key that signed.</summary>
    public required string KeyId { get; init; }

    public required long LastSequence { get; set; }
}
