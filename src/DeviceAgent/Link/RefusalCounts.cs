using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>What was refused since the agent started, by reason; safe to use from many threads.</summary>
internal sealed class RefusalCounts
{
    private static readonly RefusalReason[] Reasons = Enum.GetValues<RefusalReason>();

    private readonly long[] _orders = new long[Reasons.Length];
    private readonly long[] _bundles = new long[Reasons.Length];

    /// <summary>One more.</summary>
    public event Action? Changed;

    /// <summary>Orders and configurations refused.</summary>
    public long Orders => _orders.Sum();

    /// <summary>Bundles refused, or dropped because too many waited.</summary>
    public long Bundles => _bundles.Sum();

    /// <summary>Counts an order or a configuration.</summary>
    public void CountOrder(RefusalReason reason)
    {
        Interlocked.Increment(ref _orders[(int)reason]);
        Changed?.Invoke();
    }

    /// <summary>Counts a bundle; returns how many there were.</summary>
    public long CountBundle(RefusalReason reason)
    {
        Interlocked.Increment(ref _bundles[(int)reason]);
        Changed?.Invoke();
        return Bundles;
    }

    /// <summary>The counts, of each reason that there was.</summary>
    public IReadOnlyList<RefusalTally> Tallies() =>
    [
        .. Reasons
            .Select(reason => new RefusalTally
            {
                Reason = reason,
                Orders = Interlocked.Read(ref _orders[(int)reason]),
                Bundles = Interlocked.Read(ref _bundles[(int)reason]),
            })
            .Where(tally => tally.Orders + tally.Bundles > 0),
    ];
}
