namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>The last sequence number that an issuer has used; it never goes back.</summary>
internal sealed class OrderCounter
{
    public required string Issuer { get; init; }

    public required long LastSequence { get; set; }
}
