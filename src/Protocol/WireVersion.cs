namespace CloudBroadcast.Protocol;

/// <summary>The version of the wire contract that this build speaks (docs/wire/mqtt.md).</summary>
public static class WireVersion
{
    /// <summary>Stands in each message, in each bundle and in each topic.</summary>
    public const int Current = 1;
}
