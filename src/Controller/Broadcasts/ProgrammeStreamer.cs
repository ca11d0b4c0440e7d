using CloudBroadcast.Controller.Broker;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>Sends the bundles of a recorded stream ahead of their time, from the live position on; one call for each broadcast.</summary>
internal sealed class ProgrammeStreamer(
    Postman postman, LibraryAudio library, IOptions<BroadcastOptions> options, TimeProvider time)
{
    // A shorter wait would be rounded to none and spin.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    /// <summary>Reads the audio of an order's items; throws what the library throws when one is gone or spoilt.</summary>
    public async Task<StreamPlan> OpenAsync(PlayOrder order, CancellationToken cancellationToken)
    {
        var pieces = new Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        var packets = new List<ReadOnlyMemory<byte>>(order.Items.Sum(item => item.Packets));
        foreach (var hash in order.Items.Select(item => item.Sha256))
        {
            // What sounds several times is in memory once.
            if (!pieces.TryGetValue(hash, out var piece))
            {
                pieces[hash] = piece = (await library.OpenAsync(hash, cancellationToken)).Packets;
            }

            packets.AddRange(piece);
        }

        return new StreamPlan(order.StreamId, order.StartAt, packets);
    }

    /// <summary>Sends until the last bundle has left, each signed by the key that signed the stream's order.</summary>
    public async Task StreamAsync(StreamPlan plan, Guid streamId, SigningKey key, CancellationToken cancellationToken)
    {
        var pacer = new StreamPacer(options.Value.RunAhead, options.Value.CatchUpSpeed);
        var next = 0;
        while ((next = Math.Max(next, plan.FirstAt(time.GetUtcNow()))) < plan.Count)
        {
            var wait = pacer.WaitFor(plan.PresentationOf(next), plan.LengthOf(next), time.GetUtcNow());
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait > ShortestWait ? wait : ShortestWait, time, cancellationToken);
                continue;
            }

            postman.PublishStream(streamId, plan.BundleAt(next).Sign(key));
            next++;
        }
    }
}
