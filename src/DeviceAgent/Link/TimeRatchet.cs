namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// The latest time that was ever believed. Answers that turn it back would bring orders back to life that have expired; so they
/// must agree for a long time, and then it was the late time that was wrong. Not safe for use from several threads.
/// </summary>
internal sealed class TimeRatchet(TimeProvider time, TimeSpan offset)
{
    /// <summary>What a clock may be set back in all without a question.</summary>
    public static readonly TimeSpan Play = TimeSpan.FromMinutes(5);

    /// <summary>So long, by the monotonic clock, a larger step back must be said.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private long _at = time.GetTimestamp();
    private ClockSample? _earlier;

    /// <summary>The offset of the latest time.</summary>
    public TimeSpan Offset { get; private set; } = offset;

    /// <summary>Whether a measurement turns time back and is not to be believed; when it is believed after all, <paramref name="gaveWay"/>.</summary>
    public bool Holds(ClockSample sample, out bool gaveWay)
    {
        gaveWay = false;
        if (sample.Offset + Play >= Offset - Drift(sample.At))
        {
            _earlier = null;
            return false;
        }

        if (_earlier is null || _earlier.Contradicts(sample, ClockPace.Unknown, time))
        {
            _earlier = sample;
        }

        gaveWay = time.GetElapsedTime(_earlier.At, sample.At) >= Patience;
        if (gaveWay)
        {
            (Offset, _at, _earlier) = (sample.Offset, sample.At, null);
        }

        return !gaveWay;
    }

    /// <summary>Follows what is believed, forwards only.</summary>
    public void Follow(TimeSpan believed, long timestamp)
    {
        if (believed >= Offset - Drift(timestamp))
        {
            (Offset, _at) = (believed, timestamp);
        }
    }

    private TimeSpan Drift(long timestamp) => time.GetElapsedTime(_at, timestamp) * ClockPace.Unknown.Doubt;
}
