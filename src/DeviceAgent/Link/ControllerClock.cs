using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>What became of one answer of the controller.</summary>
internal enum ClockVerdict
{
    /// <summary>Taken into the measurement.</summary>
    Taken,

    /// <summary>It contradicts what is known and would step the clock on air; two more that say the same make it true.</summary>
    Doubted,

    /// <summary>It turns time back behind what is known; saying so for ten minutes makes it true.</summary>
    TooEarly,

    /// <summary>Its instants are impossible.</summary>
    Nonsense,
}

/// <summary>
/// What time it is at the controller, told from the monotonic clock of this machine, so that a step of the wall clock
/// moves nothing that is on air. Safe to use from many threads.
/// </summary>
internal sealed class ControllerClock
{
    /// <summary>On air, a step above this must be said three times.</summary>
    public static readonly TimeSpan LargestQuietStep = TimeSpan.FromMilliseconds(250);

    // What is added to an instant must not leave the calendar.
    private const int LastYear = 9000;

    private const int MaxSamples = 64;
    private const int Confirmations = 3;

    // On air the clock is led, not set, besides its pace and faster than that can be wrong: a loudspeaker follows it sample by sample.
    private const double SlewPerSecond = 50e-6;

    private readonly TimeProvider _time;
    private readonly long _originTimestamp;
    private readonly DateTimeOffset _origin;
    private readonly List<ClockSample> _samples = [];
    private readonly List<ClockSample> _doubted = [];
    private readonly TimeRatchet _ratchet;
    private readonly Lock _lock = new();
    private readonly bool _isCarried;
    private volatile Reading? _reading;

    /// <param name="time">The monotonic clock.</param>
    /// <param name="floor">The last known good time of an earlier run, or null.</param>
    public ControllerClock(TimeProvider time, DateTimeOffset? floor = null)
    {
        _time = time;
        _originTimestamp = time.GetTimestamp();
        _origin = time.GetUtcNow();
        _isCarried = floor <= _origin;
        _ratchet = new TimeRatchet(time, (floor ?? DateTimeOffset.MinValue) - _origin);
    }

    // The offset was so at SetAt, and has moved with the pace since.
    private sealed record Reading(TimeSpan Offset, ClockPace Pace, ClockSample Best, long SetAt);

    /// <summary>The first answer of the controller was taken.</summary>
    public event Action? Attested;

    /// <summary>Whether an answer of the controller was taken; before it, expiry can't be judged.</summary>
    public bool IsAttested => _reading is not null;

    /// <summary>How well the time is known.</summary>
    public TimeStanding Standing => IsAttested ? TimeStanding.Attested : _isCarried ? TimeStanding.Carried : TimeStanding.None;

    /// <summary>Controller time minus this machine's clock as it was at start.</summary>
    public TimeSpan Offset => OffsetAt(_time.GetTimestamp(), TimeSpan.Zero);

    /// <summary>
    /// How wrong <see cref="Offset"/> can be now: half of the round trip of the best measurement, the drift since, and how far it
    /// still is from that measurement.
    /// </summary>
    public TimeSpan Uncertainty => _reading is { } reading
        ? reading.Best.UncertaintyAt(_time.GetTimestamp(), reading.Pace, _time) + (reading.Offset - reading.Best.OffsetAt(reading.SetAt, reading.Pace, _time)).Duration()
        : TimeSpan.Zero;

    /// <summary>The latest time that was ever believed, for the next run; null before an answer.</summary>
    public DateTimeOffset? LatestKnown
    {
        get
        {
            lock (_lock)
            {
                return IsAttested ? Local(_time.GetTimestamp()) + _ratchet.Offset : null;
            }
        }
    }

    /// <summary>Controller time minus this machine's wall clock as it is now.</summary>
    public TimeSpan WallClockOffset => Now - _time.GetUtcNow();

    /// <summary>Controller time now.</summary>
    public DateTimeOffset Now => At(_time.GetTimestamp());

    /// <summary>Controller time at a timestamp of the <see cref="TimeProvider"/>, or so long <paramref name="after"/> it.</summary>
    public DateTimeOffset At(long timestamp, TimeSpan after = default) => Local(timestamp) + after + OffsetAt(timestamp, after);

    /// <summary>How long from now until an instant of controller time; negative when it has passed.</summary>
    public TimeSpan Until(DateTimeOffset controllerTime) => controllerTime - Now;

    /// <summary>Takes one verified answer; <paramref name="sent"/> and <paramref name="got"/> are timestamps of the request and of the answer.</summary>
    public ClockVerdict Offer(long sent, long got, ClockAnswer answer, bool onAir = false)
    {
        var offset = ((answer.ReceivedAt - Local(sent)) + (answer.AnsweredAt - Local(got))) / 2;
        var uncertainty = ((Local(got) - Local(sent)) - (answer.AnsweredAt - answer.ReceivedAt)) / 2;
        if (answer.AnsweredAt < answer.ReceivedAt || answer.AnsweredAt.Year > LastYear || uncertainty < -ClockSample.Rounding)
        {
            return ClockVerdict.Nonsense;
        }

        var wasAttested = IsAttested;
        ClockVerdict verdict;
        lock (_lock)
        {
            verdict = Take_NeedsLock(new ClockSample(got, offset, uncertainty < TimeSpan.Zero ? TimeSpan.Zero : uncertainty), onAir);
        }

        if (!wasAttested && IsAttested)
        {
            Attested?.Invoke();
        }

        return verdict;
    }

    private ClockVerdict Take_NeedsLock(ClockSample sample, bool onAir)
    {
        var reading = _reading;
        if (_ratchet.Holds(sample, out var gaveWay))
        {
            return ClockVerdict.TooEarly;
        }

        if (gaveWay)
        {
            _samples.Clear();
            _doubted.Clear();
            reading = null;
        }

        if (reading is not null && reading.Best.Contradicts(sample, reading.Pace, _time))
        {
            if (onAir && (sample.Offset - OffsetAt(sample.At, TimeSpan.Zero)).Duration() > LargestQuietStep && !IsConfirmed_NeedsLock(sample))
            {
                return ClockVerdict.Doubted;
            }

            // The true offset lies in every measurement: two that have nothing in common saw a clock step in between.
            _samples.Clear();
            _samples.AddRange(_doubted);
            reading = null;
        }

        _doubted.Clear();
        _samples.Add(sample);
        if (_samples.Count > MaxSamples)
        {
            _samples.RemoveAt(0);
        }

        // A newer measurement is preferred by as much as the pace is likely to be wrong; by more, the choice would wander with the noise.
        var pace = ClockPace.Of(_samples, _time);
        var best = _samples.MinBy(each => each.Uncertainty + Since(each.At, sample.At) * pace.Error)!;
        var goal = best.OffsetAt(sample.At, pace, _time);
        _reading = new Reading(
            onAir && reading is not null ? Led(reading, goal, best.UncertaintyAt(sample.At, pace, _time), sample.At) : goal, pace, best, sample.At);
        _ratchet.Follow(_reading.Offset, sample.At);
        return ClockVerdict.Taken;
    }

    // Towards the best measurement, no faster than the slew, and never further from it than it can be wrong.
    private TimeSpan Led(Reading before, TimeSpan goal, TimeSpan room, long now)
    {
        var step = Since(before.SetAt, now) * SlewPerSecond;
        var offset = OffsetAt(now, TimeSpan.Zero);
        offset += Clamp(goal - offset, step);
        return goal + Clamp(offset - goal, room);
    }

    private TimeSpan OffsetAt(long timestamp, TimeSpan after) =>
        _reading is { } reading ? reading.Offset + (Since(reading.SetAt, timestamp) + after) * reading.Pace.PerSecond : TimeSpan.Zero;

    private static TimeSpan Clamp(TimeSpan value, TimeSpan largest) =>
        value > largest ? largest : value < -largest ? -largest : value;

    private TimeSpan Since(long earlier, long later) => _time.GetElapsedTime(earlier, later);

    private bool IsConfirmed_NeedsLock(ClockSample sample)
    {
        if (_doubted.Any(doubted => doubted.Contradicts(sample, ClockPace.Unknown, _time)))
        {
            _doubted.Clear();
        }

        if (_doubted.Count + 1 >= Confirmations)
        {
            return true;
        }

        _doubted.Add(sample);
        return false;
    }

    private DateTimeOffset Local(long timestamp) => _origin + _time.GetElapsedTime(_originTimestamp, timestamp);
}
