namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>What a gateway remembers of orders: enough to refuse each one that it has had. Not safe for use from several threads.</summary>
internal sealed class LedgerMemory
{
    /// <summary>An order id is remembered for so long after the order's expiry.</summary>
    public static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromHours(1);

    /// <summary>A stopped broadcast is remembered for so long: no schedule reaches further ahead.</summary>
    public static readonly TimeSpan StopKept = TimeSpan.FromDays(90);

    /// <summary>A broadcast is remembered for so long after its start: no signed schedule reaches further.</summary>
    public static readonly TimeSpan BroadcastKept = TimeSpan.FromDays(9);

    /// <summary>The time in which play orders count against the duty limit.</summary>
    public static readonly TimeSpan DutySpan = TimeSpan.FromHours(1);

    // The key is empty where a sequence counts for every key.
    private readonly Dictionary<(string Issuer, string KeyId), long> _sequences = [];
    private readonly Dictionary<Guid, DateTimeOffset> _orders = [];
    private readonly Dictionary<Guid, DateTimeOffset> _stopped = [];
    private readonly Dictionary<Guid, (bool IsOver, DateTimeOffset KeptUntil)> _broadcasts = [];
    private readonly List<DateTimeOffset> _plays = [];

    /// <summary>The last sequence taken of an issuer under a key; 0 when none was.</summary>
    public long LastSequence(string issuer, string keyId) =>
        Math.Max(_sequences.GetValueOrDefault((issuer, keyId)), _sequences.GetValueOrDefault((issuer, "")));

    /// <summary>Whether the order was taken before.</summary>
    public bool HasOrder(Guid orderId) => _orders.ContainsKey(orderId);

    /// <summary>Whether the broadcast was stopped by name.</summary>
    public bool IsStopped(Guid broadcastId) => _stopped.ContainsKey(broadcastId);

    /// <summary>Whether the broadcast was begun here, by an order or by the gateway itself.</summary>
    public bool HasBegun(Guid broadcastId) => _broadcasts.ContainsKey(broadcastId);

    /// <summary>Whether the broadcast never begins here again: it came to its end, or was stopped by name.</summary>
    public bool IsOver(Guid broadcastId) => IsStopped(broadcastId) || (_broadcasts.TryGetValue(broadcastId, out var known) && known.IsOver);

    /// <summary>When all that is below an alert was stopped last, or null.</summary>
    public DateTimeOffset? OrdinaryStoppedAt { get; private set; }

    /// <summary>
    /// Play orders below an emergency that were taken less than an hour from <paramref name="now"/>. Those that seem to lie
    /// ahead count, too, because a clock was set back since; further ahead the clock was wrong then, and they do not.
    /// </summary>
    public int PlaysAround(DateTimeOffset now) => _plays.Count(taken => (now - taken).Duration() < DutySpan);

    /// <summary>Takes a record in, from an order or from the file.</summary>
    public void Apply(LedgerRecord record)
    {
        if (record.Issuer is { } issuer)
        {
            var counted = (issuer, record.KeyId ?? "");
            _sequences[counted] = Math.Max(record.Sequence, _sequences.GetValueOrDefault(counted));
        }

        if (record.OrderId is { } orderId)
        {
            _orders[orderId] = record.OrderKeptUntil;
        }

        if (record.StoppedBroadcast is { } broadcastId)
        {
            _stopped[broadcastId] = record.StopKeptUntil;
        }

        if (record.PlayTakenAt is { } taken)
        {
            _plays.Add(taken);
        }

        if (record.Broadcast is { } begun)
        {
            var known = _broadcasts.GetValueOrDefault(begun);
            _broadcasts[begun] = (known.IsOver || record.IsOver, known.KeptUntil > record.BroadcastKeptUntil ? known.KeptUntil : record.BroadcastKeptUntil);
        }

        if (record.OrdinaryStoppedAt is { } stoppedAt && !(OrdinaryStoppedAt > stoppedAt))
        {
            OrdinaryStoppedAt = stoppedAt;
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

        foreach (var (id, _) in _broadcasts.Where(broadcast => broadcast.Value.KeptUntil <= now).ToList())
        {
            _broadcasts.Remove(id);
        }

        _plays.RemoveAll(taken => (now - taken).Duration() >= DutySpan);
    }

    /// <summary>Forgets the sequences of every key but these; true when there were any. Those that count for every key stay.</summary>
    public bool ForgetKeysBut(IReadOnlySet<string> keyIds) =>
        ForgetSequences(keyId => keyId.Length > 0 && !keyIds.Contains(keyId));

    /// <summary>Forgets every sequence; true when there were any.</summary>
    public bool ForgetSequences() => ForgetSequences(_ => true);

    /// <summary>The records that make the same memory again.</summary>
    public IEnumerable<LedgerRecord> Records() =>
    [
        .. _sequences.Select(counted => new LedgerRecord
        {
            Issuer = counted.Key.Issuer,
            KeyId = counted.Key.KeyId.Length == 0 ? null : counted.Key.KeyId,
            Sequence = counted.Value,
        }),
        .. _orders.Select(order => new LedgerRecord { OrderId = order.Key, OrderKeptUntil = order.Value }),
        .. _stopped.Select(stop => new LedgerRecord { StoppedBroadcast = stop.Key, StopKeptUntil = stop.Value }),
        .. _plays.Select(taken => new LedgerRecord { PlayTakenAt = taken }),
        .. _broadcasts.Select(known => new LedgerRecord { Broadcast = known.Key, IsOver = known.Value.IsOver, BroadcastKeptUntil = known.Value.KeptUntil }),
        .. OrdinaryStoppedAt is null ? Array.Empty<LedgerRecord>() : [new LedgerRecord { OrdinaryStoppedAt = OrdinaryStoppedAt }],
    ];

    private bool ForgetSequences(Func<string, bool> ofKey)
    {
        var forgotten = _sequences.Keys.Where(counted => ofKey(counted.KeyId)).ToList();
        forgotten.ForEach(counted => _sequences.Remove(counted));
        return forgotten.Count > 0;
    }
}
