namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>One measurement of the controller's clock.</summary>
/// <param name="At">The timestamp at which it was made.</param>
/// <param name="Offset">Controller time minus this machine's clock as it was at start.</param>
/// <param name="Uncertainty">How wrong that could be then.</param>
internal sealed record ClockSample(long At, TimeSpan Offset, TimeSpan Uncertainty)
{
    // Two true measurements overlap; this much is left for the rounding to microseconds at both ends.
    public static readonly TimeSpan Rounding = TimeSpan.FromMicroseconds(10);

    /// <summary>What it says of the offset at a timestamp.</summary>
    public TimeSpan OffsetAt(long timestamp, ClockPace pace, TimeProvider time) => Offset + time.GetElapsedTime(At, timestamp) * pace.PerSecond;

    /// <summary>How wrong that can be.</summary>
    public TimeSpan UncertaintyAt(long timestamp, ClockPace pace, TimeProvider time) => Uncertainty + time.GetElapsedTime(At, timestamp) * pace.Doubt;

    /// <summary>Whether no offset lies in both: the controller's clock was stepped in between.</summary>
    public bool Contradicts(ClockSample newer, ClockPace pace, TimeProvider time) =>
        (newer.Offset - OffsetAt(newer.At, pace, time)).Duration() > newer.Uncertainty + UncertaintyAt(newer.At, pace, time) + Rounding;

    /// <summary>The least and the most that the offset can have grown by in each second until a newer one.</summary>
    public (double Least, double Most) PaceTo(ClockSample newer, TimeProvider time)
    {
        var elapsed = time.GetElapsedTime(At, newer.At);
        var grown = newer.Offset - Offset;
        var doubt = Uncertainty + newer.Uncertainty + Rounding;
        return ((grown - doubt) / elapsed, (grown + doubt) / elapsed);
    }
}
