using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// What time it is at the controller, told from the monotonic clock of this machine, so that a step of the wall clock
/// moves nothing that is on air. Safe to use from many threads.
/// </summary>
internal sealed class ControllerClock
{
    private const int MaxSamples = 16;

    // A cheap quartz is off by up to 50 millionths, so an old measurement is worth less by that much.
    private const double DriftPerSecond = 50e-6;

    private readonly TimeProvider _time;
    private readonly long _originTimestamp;
    private readonly DateTimeOffset _origin;
    private readonly Queue<Sample> _samples = new();
    private readonly Lock _lock = new();
    private TimeSpan _offset;

    public ControllerClock(TimeProvider time)
    {
        _time = time;
        _originTimestamp = time.GetTimestamp();
        _origin = time.GetUtcNow();
    }

    private readonly record struct Sample(long At, TimeSpan Offset, TimeSpan Uncertainty);

    /// <summary>Whether an answer of the controller was taken; before it, expiry can't be judged.</summary>
    public bool IsAttested { get; private set; }

    /// <summary>Controller time minus this machine's clock as it was at start.</summary>
    public TimeSpan Offset
    {
        get
        {
            lock (_lock)
            {
                return _offset;
            }
        }
    }

    /// <summary>How wrong <see cref="Offset"/> can be: half of the round trip it was measured with.</summary>
    public TimeSpan Uncertainty { get; private set; }

    /// <summary>Controller time now.</summary>
    public DateTimeOffset Now => At(_time.GetTimestamp());

    /// <summary>Controller time at a timestamp of the <see cref="TimeProvider"/>.</summary>
    public DateTimeOffset At(long timestamp) => _origin + _time.GetElapsedTime(_originTimestamp, timestamp) + Offset;

    /// <summary>How long from now until an instant of controller time; negative when it has passed.</summary>
    public TimeSpan Until(DateTimeOffset controllerTime) => controllerTime - Now;

    /// <summary>Takes one verified answer; <paramref name="sent"/> and <paramref name="got"/> are timestamps of the request and of the answer.</summary>
    public void Offer(long sent, long got, ClockAnswer answer)
    {
        var sentAt = _origin + _time.GetElapsedTime(_originTimestamp, sent);
        var gotAt = _origin + _time.GetElapsedTime(_originTimestamp, got);
        var offset = ((answer.ReceivedAt - sentAt) + (answer.AnsweredAt - gotAt)) / 2;
        var uncertainty = ((gotAt - sentAt) - (answer.AnsweredAt - answer.ReceivedAt)) / 2;
        if (uncertainty < TimeSpan.Zero)
        {
            return;
        }

        lock (_lock)
        {
            _samples.Enqueue(new Sample(got, offset, uncertainty));
            while (_samples.Count > MaxSamples)
            {
                _samples.Dequeue();
            }

            var best = _samples.MinBy(sample => sample.Uncertainty + _time.GetElapsedTime(sample.At, got) * DriftPerSecond);
            _offset = best.Offset;
            Uncertainty = best.Uncertainty;
            IsAttested = true;
        }
    }
}
