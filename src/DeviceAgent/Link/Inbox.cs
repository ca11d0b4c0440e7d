using System.Buffers;
using System.Threading.Channels;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Sorts what comes from the broker and hands it on: documents to their desks, bundles to playback, clock
/// answers to the clock. Queues are bounded: a full one makes orders wait and drops bundles.
/// </summary>
internal sealed partial class Inbox(
    OrderDesk orders,
    ConfigurationDesk configurations,
    ScheduleDesk schedules,
    ClockAsker asker,
    JournalSender journal,
    InstalledConfiguration installed,
    PlayoutDoor playout,
    RefusalCounts counts,
    TimeProvider time,
    ILogger<Inbox> logger)
{
    private const int MaxWaitingOrders = 256;

    // A programme runs 8 s ahead in bundles of 240 ms and catches up in bursts; live talk sends 17 in a second.
    private const int MaxWaitingBundles = 256;

    private readonly Channel<Document> _documents = Channel.CreateBounded<Document>(MaxWaitingOrders);
    private readonly Channel<byte[]> _bundles = Channel.CreateBounded<byte[]>(MaxWaitingBundles);
    private readonly Allowance _bundleLog = new(5, TimeSpan.FromMinutes(1), time);

    /// <summary>Takes one message; <paramref name="at"/> is the timestamp at which it came.</summary>
    public async ValueTask TakeAsync(string topic, ReadOnlySequence<byte> payload, long at, CancellationToken cancellation)
    {
        if (Topics.TryParseStream(topic, out _))
        {
            if (!_bundles.Writer.TryWrite(Copy(payload, AudioBundle.MaxBytes)))
            {
                counts.CountBundle(RefusalReason.Busy);
            }
        }
        else if (Topics.TryParseArea(topic, out _) || (Topics.TryParseGateway(topic, out _, out var leaf) && leaf is "order" or "configuration" or "schedule"))
        {
            await _documents.Writer.WriteAsync(new Document(Copy(payload, SignedDocument.MaxBytes), at, topic[(topic.LastIndexOf('/') + 1)..]), cancellation);
        }
        else if (Topics.TryParseGateway(topic, out _, out leaf) && leaf == "clock/answer")
        {
            asker.Take(Copy(payload, SignedDocument.MaxBytes), at);
        }
        else if (leaf == "journal/taken")
        {
            journal.Take(Copy(payload, SignedDocument.MaxBytes));
        }
    }

    /// <summary>Carries documents to their desks, one at a time and as they came.</summary>
    public async Task RunDocumentsAsync(CancellationToken cancellation)
    {
        await foreach (var (bytes, at, kind) in _documents.Reader.ReadAllAsync(cancellation))
        {
            switch (kind)
            {
                case "configuration":
                    configurations.Take(bytes);
                    break;
                case "schedule":
                    schedules.Take(bytes);
                    break;
                default:
                    orders.Take(bytes, at);
                    break;
            }
        }
    }

    /// <summary>Verifies bundles and carries them to playback.</summary>
    public async Task RunBundlesAsync(CancellationToken cancellation)
    {
        await foreach (var bytes in _bundles.Reader.ReadAllAsync(cancellation))
        {
            var problem = AudioBundle.TryOpen(bytes, installed.Current.Keys, out var bundle, out var unreadable) ? playout.Offer(bundle) : unreadable;
            if (problem is { } reason)
            {
                Refuse(reason);
            }
        }
    }

    private void Refuse(RefusalReason reason)
    {
        var refused = counts.CountBundle(reason);
        if (_bundleLog.TryTake())
        {
            LogRefused(reason, refused);
        }
    }

    private sealed record Document(byte[] Bytes, long At, string Kind);

    // What is too long is not copied: an empty message is refused for its size, too.
    private static byte[] Copy(ReadOnlySequence<byte> payload, int longest) => payload.Length > longest ? [] : payload.ToArray();

    [LoggerMessage(LogLevel.Warning, "A bundle was refused: {Reason} ({Refused} since the start)")]
    private partial void LogRefused(RefusalReason reason, long refused);
}
