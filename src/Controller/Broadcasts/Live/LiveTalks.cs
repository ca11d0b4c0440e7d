using System.Collections.Concurrent;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>The talks that this controller carries, by broadcast. Safe to use from many threads.</summary>
internal sealed class LiveTalks
{
    private readonly ConcurrentDictionary<Guid, LiveTalk> _talks = new();

    public void Add(LiveTalk talk) => _talks[talk.BroadcastId] = talk;

    public void Remove(LiveTalk talk) => _talks.TryRemove(talk.BroadcastId, out _);

    /// <summary>The broadcast is over: whoever still speaks in it speaks to nobody.</summary>
    public void End(Guid broadcastId)
    {
        if (_talks.TryGetValue(broadcastId, out var talk))
        {
            talk.End(TalkEnd.Stopped);
        }
    }

    /// <summary>Carries the stream of a live broadcast to its end; nothing where nobody speaks here any more.</summary>
    public Task StreamAsync(PlayOrder order, SigningKey key, CancellationToken cancellationToken) =>
        _talks.TryGetValue(order.BroadcastId, out var talk) ? talk.StreamAsync(order, key, cancellationToken) : Task.CompletedTask;
}
