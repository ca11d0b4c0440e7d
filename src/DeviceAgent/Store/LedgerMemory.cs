namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>What a gateway remembers of orders: enough to refuse each one that it has had. Not safe for use from several threads.</summary>
internal sealed class LedgerMemory
{
    /// <summary>An order id is remembered for so long after the order's expiry.</summary>
    public static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromHours(1);

    /// <summary>A stopped broadcast is remembered for so long: no schedule reaches further ahead.</summary>
    public static readonly TimeSpan StopKept = TimeSpan.FromDays(90);

    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, DateTimeOffset> _orders = [];
    private readonly Dictionary<Guid, DateTimeOffset> _stopped = [];

    /// <summary>The last sequence taken of an issuer; 0 when none was.</summary>
    public long LastSequence(string issuer) => _sequences.GetValueOrDefault(issuer);

    /// <summary>Whether the order was taken before.</summary>
    public bool HasOrder(Guid orderId) => _orders.ContainsKey(orderId);

    /// <summary>Whether the broadcast was stopped by name.</summary>
    public bool IsStopped(Guid broadcastId) => _stopped.ContainsKey(broadcastId);

    /// <summary>Takes a record in, from an order or from the file.</summary>
    public void Apply(LedgerRecord record)
    {
        if (record.Issuer is { } issuer)
        {
            _sequences[issuer] = Math.Max(record.Sequence, LastSequence(issuer));
        }

        if (record.OrderId is { } orderId)
        {
            _orders[orderId] = record.OrderKeptUntil;
        }

        if (record.StoppedBroadcast is { } broadcastId)
        {
            _stopped[broadcastId] = record.StopKeptUntil;
        }
    }

    /// <summary>Forgets what has run out; the last sequence of an issuer never does.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var (id, _) in _orders.Where(order => order.Value <= now).ToList())
        {
            _orders.Remove(id);
        }

        foreach (var (id, _) in _stopped.Where(stop => stop.Value <= now).ToList())
        {
            _stopped.Remove(id);
        }
    }

    /// <summary>The records that make the same memory again.</summary>
    public IEnumerable<LedgerRecord> Records() =>
    [
        .. _sequences.Select(issuer => new LedgerRecord { Issuer = issuer.Key, Sequence = issuer.Value }),
        .. _orders.Select(order => new LedgerRecord { OrderId = order.Key, OrderKeptUntil = order.Value }),
        .. _stopped.Select(stop => new LedgerRecord { StoppedBroadcast = stop.Key, StopKeptUntil = stop.Value }),
    ];
}
