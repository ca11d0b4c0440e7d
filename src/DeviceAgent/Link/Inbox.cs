using System.Buffers;
using System.Threading.Channels;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Sorts what comes from the broker and hands it on: orders to the order desk, bundles to playback, clock answers to the
/// clock. Queues are bounded: a full one makes orders wait and drops bundles.
/// </summary>
internal sealed partial class Inbox(
    OrderDesk orders,
    ClockAsker asker,
    LinkCredentials credentials,
    PlayoutDoor playout,
    RefusalCounts counts,
    TimeProvider time,
    ILogger<Inbox> logger)
{
    private const int MaxWaitingOrders = 256;

    // A programme runs 8 s ahead in bundles of 240 ms and catches up in bursts; live talk sends 17 in a second.
    private const int MaxWaitingBundles = 256;

    private readonly Channel<(byte[] Bytes, long At)> _orders = Channel.CreateBounded<(byte[], long)>(MaxWaitingOrders);
    private readonly Channel<byte[]> _bundles = Channel.CreateBounded<byte[]>(MaxWaitingBundles);
    private readonly Allowance _bundleLog = new(5, TimeSpan.FromMinutes(1), time);

    /// <summary>Takes one message; <paramref name="at"/> is the timestamp at which it came.</summary>
    public async ValueTask TakeAsync(string topic, ReadOnlySequence<byte> payload, long at, CancellationToken cancellation)
    {
        if (Topics.TryParseStream(topic, out _))
        {
            if (!_bundles.Writer.TryWrite(Copy(payload, AudioBundle.MaxBytes)))
            {
                counts.CountBundle();
            }
        }
        else if (Topics.TryParseArea(topic, out _) || (Topics.TryParseGateway(topic, out _, out var leaf) && leaf == "order"))
        {
            await _orders.Writer.WriteAsync((Copy(payload, SignedDocument.MaxBytes), at), cancellation);
        }
        else if (Topics.TryParseGateway(topic, out _, out leaf) && leaf == "clock/answer")
        {
            asker.Take(Copy(payload, SignedDocument.MaxBytes), at);
        }
    }

    /// <summary>Carries orders to the desk, one at a time.</summary>
    public async Task RunOrdersAsync(CancellationToken cancellation)
    {
        await foreach (var (bytes, at) in _orders.Reader.ReadAllAsync(cancellation))
        {
            orders.Take(bytes, at);
        }
    }

    /// <summary>Verifies bundles and carries them to playback.</summary>
    public async Task RunBundlesAsync(CancellationToken cancellation)
    {
        await foreach (var bytes in _bundles.Reader.ReadAllAsync(cancellation))
        {
            if (AudioBundle.TryOpen(bytes, credentials.ControllerKeys, out var bundle, out var problem))
            {
                playout.Offer(bundle);
                continue;
            }

            var refused = counts.CountBundle();
            if (_bundleLog.TryTake())
            {
                LogRefused(problem.Value, refused);
            }
        }
    }

    // What is too long is not copied: an empty message is refused for its size, too.
    private static byte[] Copy(ReadOnlySequence<byte> payload, int longest) => payload.Length > longest ? [] : payload.ToArray();

    [LoggerMessage(LogLevel.Warning, "A bundle was refused: {Reason} ({Refused} since the start)")]
    private partial void LogRefused(RefusalReason reason, long refused);
}
