namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// When sample 0 of a sound output's stream left, from many readings of its delay: one reading is wrong by milliseconds
/// where the thread was put aside in the middle of it, their median is not.
/// </summary>
internal sealed class StreamOrigin
{
    private const int Window = 40;

    // A sound server that has just begun tells its delay wrong for a while, and steering out of that is slow.
    private const int Enough = 25;

    private readonly TimeSpan[] _estimates = new TimeSpan[Window];
    private readonly TimeSpan[] _sorted = new TimeSpan[Window];
    private int _count;

    /// <summary>The median, or null while there are too few readings.</summary>
    public TimeSpan? Value { get; private set; }

    /// <summary>Takes one reading: at <paramref name="now"/>, of the samples written so many had not left.</summary>
    public void Add(TimeSpan now, long written, long delay)
    {
        _estimates[_count % Window] = now + Samples.Duration(delay - written);
        _count++;
        var known = Math.Min(_count, Window);
        if (known < Enough)
        {
            return;
        }

        _estimates.AsSpan(0, known).CopyTo(_sorted);
        _sorted.AsSpan(0, known).Sort();
        Value = (_sorted[(known - 1) / 2] + _sorted[known / 2]) / 2;
    }

    /// <summary>Forgets everything: the output began anew.</summary>
    public void Reset() => (_count, Value) = (0, null);
}
