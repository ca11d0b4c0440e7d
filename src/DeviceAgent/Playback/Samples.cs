using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Turns samples at 48 kHz into time and back.</summary>
internal static class Samples
{
    // 10,000,000 ticks / 48,000 samples = 625 / 3.
    private const long TicksPerThreeSamples = 3 * TimeSpan.TicksPerSecond / Opus.SampleRate;

    /// <summary>How long so many samples last.</summary>
    public static TimeSpan Duration(long samples) => TimeSpan.FromTicks(samples * TicksPerThreeSamples / 3);

    /// <summary>The sample nearest to a time; the sign is kept.</summary>
    public static long Nearest(TimeSpan time) =>
        (long)Math.Round(time.Ticks * 3.0 / TicksPerThreeSamples, MidpointRounding.ToEven);

    /// <summary>Whole samples that have passed after a time.</summary>
    public static long Passed(TimeSpan time) => time.Ticks * 3 / TicksPerThreeSamples;

    /// <summary>The largest magnitude among them.</summary>
    public static int Loudest(ReadOnlySpan<short> samples)
    {
        var loudest = 0;
        foreach (var sample in samples)
        {
            loudest = Math.Max(loudest, Math.Abs((int)sample));
        }

        return loudest;
    }
}
