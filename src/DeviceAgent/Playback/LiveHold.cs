namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>How long live talk is held back on an uneven line: a function of how late its bundles came.</summary>
internal static class LiveHold
{
    /// <summary>Even on the best line so much is held back.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    /// <summary>Whoever speaks must not wait for more; what comes later is missed.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    /// <summary>What it is more than what was seen: two packets.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(40);

    // Of 30 seconds the worst one is passed over, of fewer than 20 none: a line that hiccups once is not a line that hiccups.
    private const double Percentile = 0.95;

    /// <summary>What the bundle that comes earliest must wait, so that the others come in time.</summary>
    /// <param name="worst">The lateness of the latest bundle of each second that was looked at.</param>
    /// <param name="best">The lateness of the earliest bundle of them all.</param>
    public static TimeSpan Of(IEnumerable<TimeSpan> worst, TimeSpan best)
    {
        TimeSpan[] sorted = [.. worst.Order()];
        if (sorted.Length == 0)
        {
            return Least;
        }

        var wanted = sorted[(int)Math.Ceiling(Percentile * sorted.Length) - 1] - best + Margin;
        return wanted < Least ? Least : wanted > Most ? Most : wanted;
    }
}
