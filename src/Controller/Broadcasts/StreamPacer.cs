namespace CloudBroadcast.Controller.Broadcasts;

/// <summary>
/// When the bundles of a stream may leave: never more than the run-ahead before their time, and while they catch up at a
/// bounded multiple of real time. Holds no clock; not safe for use from several threads.
/// </summary>
internal sealed class StreamPacer(TimeSpan runAhead, double catchUpSpeed)
{
    // The audio that may leave at one stroke, whatever time has passed: a process that slept must not choke a thin line.
    private static readonly TimeSpan LargestBurst = TimeSpan.FromMilliseconds(400);

    private TimeSpan _credit = LargestBurst;
    private DateTimeOffset? _last;

    /// <summary>
    /// How long a bundle of <paramref name="length"/> that is due at <paramref name="presentation"/> must wait from
    /// <paramref name="now"/> on; zero means that it leaves now and is counted.
    /// </summary>
    public TimeSpan WaitFor(DateTimeOffset presentation, TimeSpan length, DateTimeOffset now)
    {
        var earned = _last is { } last && now > last ? (now - last) * catchUpSpeed : TimeSpan.Zero;
        _credit = earned + _credit < LargestBurst ? earned + _credit : LargestBurst;
        _last = now;
        var untilWindow = presentation - runAhead - now;
        var untilCredit = (length - _credit) / catchUpSpeed;
        var wait = untilWindow > untilCredit ? untilWindow : untilCredit;
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }

        _credit -= length;
        return TimeSpan.Zero;
    }
}
