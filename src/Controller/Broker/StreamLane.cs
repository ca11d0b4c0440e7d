using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// Brings audio past MQTTnet's queues: one serialised frame into each connection whose session has subscribed to the stream
/// and whose gateway is addressed by it. Sessions, rights and everything else stay MQTTnet's. Safe to use from many threads.
/// </summary>
internal sealed partial class StreamLane(BrokerCounts counts, IOptions<BrokerOptions> options, ILogger<StreamLane> log)
{
    // At some 15 µs each they take a quarter of the 60 ms until live talk's next bundle.
    private const int MostByOneThread = 1_000;

    // Publishing reads without the lock.
    private readonly ConcurrentDictionary<Guid, Stream> _streams = new();
    private readonly Lock _lock = new();

    private sealed class Stream(FrozenSet<string> addressed)
    {
        public FrozenSet<string> Addressed => addressed;

        /// <summary>Read without the lock, replaced under it.</summary>
        public volatile KeyValuePair<StreamOutlet, string>[]? Snapshot;

        /// <summary>The connections, each with its gateway; under the lock alone.</summary>
        public Dictionary<StreamOutlet, string> Listeners { get; init; } = [];
    }

    /// <summary>From now on these gateways, and no others, may hear the stream.</summary>
    public void Open(Guid streamId, IEnumerable<string> gatewayIds)
    {
        var addressed = gatewayIds.ToFrozenSet(StringComparer.Ordinal);
        lock (_lock)
        {
            var before = _streams.TryGetValue(streamId, out var stream) ? stream.Listeners.Where(listener => addressed.Contains(listener.Value)) : [];
            _streams[streamId] = new Stream(addressed) { Listeners = new(before) };
        }
    }

    /// <summary>Nobody may hear the stream any more.</summary>
    public void Close(Guid streamId) => _streams.TryRemove(streamId, out _);

    /// <summary>Whether any stream is open.</summary>
    public bool IsBusy => !_streams.IsEmpty;

    /// <summary>Whether the stream is open and meant for the gateway.</summary>
    public bool IsAddressed(Guid streamId, string gatewayId) => _streams.TryGetValue(streamId, out var stream) && stream.Addressed.Contains(gatewayId);

    public void Subscribe(Guid streamId, string gatewayId, StreamOutlet outlet)
    {
        lock (_lock)
        {
            if (_streams.TryGetValue(streamId, out var stream) && stream.Addressed.Contains(gatewayId))
            {
                stream.Listeners[outlet] = gatewayId;
                stream.Snapshot = null;
            }
        }
    }

    public void Unsubscribe(Guid streamId, StreamOutlet outlet)
    {
        lock (_lock)
        {
            if (_streams.TryGetValue(streamId, out var stream))
            {
                stream.Listeners.Remove(outlet);
                stream.Snapshot = null;
            }
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Remove(StreamOutlet outlet)
    {
        lock (_lock)
        {
            foreach (var stream in _streams.Values)
            {
                stream.Listeners.Remove(outlet);
                stream.Snapshot = null;
            }
        }
    }

    /// <summary>Sends one bundle; a connection that is full goes without it, and one that stays full is cut.</summary>
    public void Publish(Guid streamId, ReadOnlyMemory<byte> bundle)
    {
        if (!_streams.TryGetValue(streamId, out var stream))
        {
            return;
        }

        var frame = new StreamFrame(streamId, bundle);
        var listeners = stream.Snapshot ?? SnapshotOf(stream);
        if (listeners.Length <= MostByOneThread)
        {
            Write(frame, listeners);
        }
        else
        {
            Parallel.ForEach(listeners.Chunk(MostByOneThread), part => Write(frame, part));
        }
    }

    private void Write(StreamFrame frame, KeyValuePair<StreamOutlet, string>[] listeners)
    {
        foreach (var (outlet, gatewayId) in listeners)
        {
            if (!outlet.TryWrite(frame.BytesFor(outlet.Version5)))
            {
                Skip(outlet, gatewayId);
            }
        }
    }

    // Made when the next bundle leaves, and not for each of a thousand subscriptions.
    private KeyValuePair<StreamOutlet, string>[] SnapshotOf(Stream stream)
    {
        lock (_lock)
        {
            return stream.Snapshot = [.. stream.Listeners];
        }
    }

    private void Skip(StreamOutlet outlet, string gatewayId)
    {
        counts.Skipped();
        if (outlet.FullFor >= options.Value.MaxFullTime)
        {
            counts.Cut();
            LogCut(gatewayId, options.Value.MaxFullTime);
            Remove(outlet);
            outlet.Cut();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cut off {GatewayId}: for {Time} it has taken less than its stream brings.")]
    private partial void LogCut(string gatewayId, TimeSpan time);
}
