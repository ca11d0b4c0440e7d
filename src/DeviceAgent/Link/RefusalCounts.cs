namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>What was refused since the agent started; safe to use from many threads.</summary>
internal sealed class RefusalCounts
{
    private long _orders;
    private long _bundles;

    /// <summary>Orders refused.</summary>
    public long Orders => Interlocked.Read(ref _orders);

    /// <summary>Bundles refused, or dropped because too many waited.</summary>
    public long Bundles => Interlocked.Read(ref _bundles);

    /// <summary>Counts an order.</summary>
    public void CountOrder() => Interlocked.Increment(ref _orders);

    /// <summary>Counts a bundle; returns how many there were.</summary>
    public long CountBundle() => Interlocked.Increment(ref _bundles);
}
