namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// How often something may happen: a number at once, and one more each interval. Keeps whoever floods a gateway from wearing
/// out its disk and its log. Not safe for use from several threads.
/// </summary>
internal sealed class Allowance(int burst, TimeSpan interval, TimeProvider time)
{
    private double _left = burst;
    private long _at = time.GetTimestamp();

    /// <summary>Takes one; false when there is none.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(burst, _left + time.GetElapsedTime(_at, now) / interval);
        _at = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
