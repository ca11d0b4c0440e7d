using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Asks the controller for the time and hands its verified answers to the clock. Safe to use from many threads, but <see cref="Take"/> from one.</summary>
internal sealed partial class ClockAsker(
    ControllerClock clock, InstalledConfiguration installed, PlayoutDoor playout, JournalFeed journal, TimeProvider time, ILogger<ClockAsker> logger)
{
    private const int QuickRequests = 8;

    // A minute of these tells the quartz's pace; until then what was measured long ago is worth little.
    private const int LearningRequests = 36;
    private const int MaxOutstanding = 16;
    private static readonly TimeSpan QuickInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LearningInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Queue<(Guid Nonce, long Sent)> _outstanding = new();
    private readonly Lock _lock = new();
    private readonly Allowance _refusalLog = new(5, TimeSpan.FromMinutes(1), time);
    private bool _saidEarly;

    /// <summary>Asks until cancelled: quickly at first, because the best of many answers counts, then now and then.</summary>
    public async Task RunAsync(Func<byte[], Task> send, CancellationToken cancellation)
    {
        for (var asked = 1; ; asked++)
        {
            await send(NextRequest());
            await Task.Delay(asked < QuickRequests ? QuickInterval : asked < LearningRequests ? LearningInterval : Interval, time, cancellation);
        }
    }

    /// <summary>The next request; it counts as sent now.</summary>
    public byte[] NextRequest()
    {
        var nonce = Guid.NewGuid();
        lock (_lock)
        {
            if (_outstanding.Count >= MaxOutstanding)
            {
                _outstanding.Dequeue();
            }

            _outstanding.Enqueue((nonce, time.GetTimestamp()));
        }

        return WireJson.Write(new ClockRequest { Version = WireVersion.Current, Nonce = nonce });
    }

    /// <summary>Takes what came as an answer; <paramref name="got"/> is the timestamp at which it did.</summary>
    public void Take(ReadOnlyMemory<byte> bytes, long got)
    {
        if (!SignedDocument.TryOpen(DocumentKind.ClockAnswer, bytes, installed.Current.Keys, out var payload, out _, out var problem))
        {
            if (_refusalLog.TryTake())
            {
                LogRefused(problem.Value);
            }

            return;
        }

        if (!WireJson.TryRead<ClockAnswer>(payload.Span, out var answer, out _) || answer.Version != WireVersion.Current
            || TakeOutstanding(answer.Nonce) is not { } sent)
        {
            LogUnasked();
            return;
        }

        var wasAttested = clock.IsAttested;
        var before = clock.Offset;
        var verdict = clock.Offer(sent, got, answer, playout.OnAir() is not null);
        NoteStep(clock.Offset - before);
        if (verdict == ClockVerdict.TooEarly)
        {
            SayEarly(answer.AnsweredAt);
        }
        else if (verdict != ClockVerdict.Taken)
        {
            LogNotTaken(verdict, answer.AnsweredAt);
        }
        else if (!wasAttested || _saidEarly)
        {
            _saidEarly = false;
            LogAttested(clock.WallClockOffset.TotalMilliseconds, clock.Uncertainty.TotalMilliseconds);
        }
    }

    private void NoteStep(TimeSpan step)
    {
        if (step.Duration() > SmallestStep)
        {
            journal.Post(new JournalNote(JournalKind.Clock) { StepUs = (long)step.TotalMicroseconds });
        }
    }

    // Once: it comes every ten seconds, for ten minutes or until somebody sets the controller's clock right.
    private void SayEarly(DateTimeOffset at)
    {
        if (!_saidEarly)
        {
            LogEarly(at, TimeRatchet.Patience.TotalMinutes);
        }

        _saidEarly = true;
    }

    private long? TakeOutstanding(Guid nonce)
    {
        lock (_lock)
        {
            // Requests are answered in order: what waits before this one was lost.
            while (_outstanding.Any(request => request.Nonce == nonce))
            {
                var (first, sent) = _outstanding.Dequeue();
                if (first == nonce)
                {
                    return sent;
                }
            }

            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Controller time is known: {OffsetMs:0.0} ms from this machine's clock, give or take {UncertaintyMs:0.0} ms")]
    private partial void LogAttested(double offsetMs, double uncertaintyMs);

    [LoggerMessage(LogLevel.Warning, "The controller says that it is {At:O}, earlier than it was; believed only when it has said so for {Minutes} minutes")]
    private partial void LogEarly(DateTimeOffset at, double minutes);

    [LoggerMessage(LogLevel.Warning, "A clock answer was refused: {Problem}")]
    private partial void LogRefused(RefusalReason problem);

    [LoggerMessage(LogLevel.Debug, "A clock answer that answers no open request was left out")]
    private partial void LogUnasked();

    [LoggerMessage(LogLevel.Warning, "A clock answer ({At:O}) was not taken: {Verdict}")]
    private partial void LogNotTaken(ClockVerdict verdict, DateTimeOffset at);
}
