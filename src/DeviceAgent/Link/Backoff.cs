namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>How long to wait before the next attempt: random over a span that doubles, so that a town does not come back in step.</summary>
internal static class Backoff
{
    /// <summary>The shortest wait.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>The wait after a number of failures in a row, 0 or more; <paramref name="random"/> is 0 to below 1.</summary>
    public static TimeSpan After(int failures, double random)
    {
        var widest = Math.Min(Longest.TotalSeconds, Math.ScaleB(1.0, Math.Min(failures, 10)));
        return Shortest + (TimeSpan.FromSeconds(widest) - Shortest) * random;
    }
}
