namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>One measurement of the controller's clock.</summary>
/// <param name="At">The timestamp at which it was made.</param>
/// <param name="Offset">Controller time minus this machine's clock as it was at start.</param>
/// <param name="Uncertainty">How wrong that could be then.</param>
internal sealed record ClockSample(long At, TimeSpan Offset, TimeSpan Uncertainty)
{
    /// <summary>A cheap quartz is off by up to 50 millionths: so much an old measurement can have become wrong.</summary>
    public const double DriftPerSecond = 50e-6;

    // Two true measurements overlap; this much is left for the rounding to microseconds at both ends.
    public static readonly TimeSpan Rounding = TimeSpan.FromMicroseconds(10);

    /// <summary>How wrong it can be at a timestamp.</summary>
    public TimeSpan UncertaintyAt(long timestamp, TimeProvider time) => Uncertainty + time.GetElapsedTime(At, timestamp) * DriftPerSecond;

    /// <summary>Whether no offset lies in both: the controller's clock was stepped in between.</summary>
    public bool Contradicts(ClockSample newer, TimeProvider time) =>
        (newer.Offset - Offset).Duration() > newer.Uncertainty + UncertaintyAt(newer.At, time) + Rounding;
}
