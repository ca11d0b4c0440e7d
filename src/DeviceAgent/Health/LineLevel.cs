namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>One reading of the loudspeaker line: RMS in mV over the 100 ms before it.</summary>
internal readonly record struct LineReading(DateTimeOffset At, int Mv);

/// <summary>What the loudspeaker line carried while a broadcast sounded.</summary>
/// <param name="MeanMv">Mean of the readings.</param>
/// <param name="HighestMv">The loudest.</param>
/// <param name="HeardPercent">Readings above the line's own noise.</param>
/// <param name="Count">Readings.</param>
/// <param name="Length">From the first of them to the last.</param>
internal sealed record LineLevel(int MeanMv, int HighestMv, int HeardPercent, int Count, TimeSpan Length)
{
    /// <summary>So long before the sound the line's noise is taken.</summary>
    public static readonly TimeSpan NoiseTime = TimeSpan.FromSeconds(15);

    // A reading so soon after the start holds some of the silence before.
    private static readonly TimeSpan Rise = TimeSpan.FromMilliseconds(150);

    // What the converter itself makes of nothing.
    private const int LeastStepMv = 5;

    /// <summary>Of the readings between the first sample and the last; null where there are none.</summary>
    public static LineLevel? Of(IEnumerable<LineReading> readings, DateTimeOffset first, DateTimeOffset last)
    {
        var all = readings.ToList();
        var sound = all.Where(reading => reading.At >= first + Rise && reading.At <= last).ToList();
        if (sound.Count == 0)
        {
            return null;
        }

        var noise = all.Where(reading => reading.At < first && reading.At >= first - NoiseTime).Select(reading => reading.Mv).DefaultIfEmpty(0).Max();
        var heardFrom = Math.Max(noise + LeastStepMv, noise * 3 / 2);
        return new LineLevel(
            (int)Math.Round(sound.Average(reading => reading.Mv)),
            sound.Max(reading => reading.Mv),
            100 * sound.Count(reading => reading.Mv >= heardFrom) / sound.Count,
            sound.Count,
            sound[^1].At - sound[0].At);
    }
}
