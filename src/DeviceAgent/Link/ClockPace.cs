namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>How fast the controller's clock runs away from this machine's quartz.</summary>
/// <param name="PerSecond">What the offset grows by in a second of this machine.</param>
/// <param name="Doubt">How wrong that can be.</param>
/// <param name="Error">How wrong that is likely to be.</param>
internal readonly record struct ClockPace(double PerSecond, double Doubt, double Error)
{
    // Two cheap quartzes, each off by up to 50 millionths, and not quite as cheap as they may be.
    private const double Most = 110e-6;

    // So much a quartz changes when it gets warm.
    private const double Warmth = 10e-6;

    // Known so well, the likeliest pace is better than none; before, only as much of it as is beyond doubt.
    private const double WellKnown = 15e-6;

    /// <summary>Nothing was measured.</summary>
    public static readonly ClockPace Unknown = new(0, Most + Warmth, Most);

    /// <summary>What measurements, from the oldest on, tell of the pace. What a quartz did before it changed does not count.</summary>
    public static ClockPace Of(IReadOnlyList<ClockSample> samples, TimeProvider time)
    {
        var (least, most, begin) = Bounds(samples, time);
        var (fit, doubt) = Fit([.. samples.Skip(begin)], time);
        var pace = Math.Clamp(doubt < WellKnown ? fit : Math.Clamp(0, fit - doubt, fit + doubt), least, most);
        return new ClockPace(pace, Math.Max(most - pace, pace - least) + Warmth, Math.Clamp(doubt, Warmth, Most));
    }

    // The true offset lies within each measurement, so each two of them bound the pace; of those that agree, from the newest back.
    private static (double Least, double Most, int Begin) Bounds(IReadOnlyList<ClockSample> samples, TimeProvider time)
    {
        var (least, most) = (-Most, Most);
        for (var index = samples.Count - 2; index >= 0; index--)
        {
            var (low, high) = (least, most);
            foreach (var newer in samples.Skip(index + 1).Where(newer => newer.At > samples[index].At))
            {
                var (from, to) = samples[index].PaceTo(newer, time);
                (low, high) = (Math.Max(low, from), Math.Min(high, to));
            }

            if (low > high)
            {
                return (least, most, index + 1);
            }

            (least, most) = (low, high);
        }

        return (least, most, 0);
    }

    // The line of least squares, each measurement weighed by how well it is known, and twice its standard error: a measurement is
    // seldom wrong by more than half of what it can be.
    private static (double Pace, double Doubt) Fit(ClockSample[] samples, TimeProvider time)
    {
        double weights = 0, seconds = 0, offsets = 0, squares = 0, products = 0;
        foreach (var sample in samples)
        {
            var weight = Math.Pow((sample.Uncertainty + ClockSample.Rounding).TotalSeconds, -2);
            var at = time.GetElapsedTime(samples[0].At, sample.At).TotalSeconds;
            var offset = (sample.Offset - samples[0].Offset).TotalSeconds;
            weights += weight;
            seconds += weight * at;
            offsets += weight * offset;
            squares += weight * at * at;
            products += weight * at * offset;
        }

        var spread = weights > 0 ? squares - seconds * seconds / weights : 0;
        return spread > 0 ? ((products - seconds * offsets / weights) / spread, 1 / Math.Sqrt(spread)) : (0, double.PositiveInfinity);
    }
}
