using System.Globalization;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>One gain and one ceiling for a whole programme; pure arithmetic on what was measured.</summary>
internal sealed record Levelling(double GainDb, double CeilingDb)
{
    /// <summary>More would only make a hiss loud.</summary>
    public const double MaxGainDb = 30;

    // Opus at 24 kbit/s puts up to 2 dB on the peaks of limited speech (measured), so the limiter stays so far below its target.
    private const double OpusOvershootDb = 1.5;

    // What the listener gets may miss the loudness by so much and pass the peak target by so much.
    private const double LoudnessToleranceDb = 0.5;
    private const double PeakToleranceDb = 1;

    // alimiter's `limit` goes from 0.0625 to 1.
    private const double LowestCeilingDb = -24;

    /// <summary>Whether the limiter has anything to do; if not, no trial is needed.</summary>
    public bool Limits(Loudness source) => source.TruePeakDb + GainDb > CeilingDb;

    public static Levelling First(Loudness source, LibraryOptions options) =>
        new(Bounded(options.TargetLufs - source.Lufs), options.TruePeakDb - OpusOvershootDb);

    public static bool Accepts(Loudness result, LibraryOptions options) =>
        Math.Abs(result.Lufs - options.TargetLufs) <= LoudnessToleranceDb && result.TruePeakDb <= options.TruePeakDb + PeakToleranceDb;

    /// <summary>The next try: what is missing in loudness more gain, what is too much in peak a lower ceiling.</summary>
    public Levelling After(Loudness result, LibraryOptions options)
    {
        var over = result.TruePeakDb - (options.TruePeakDb + PeakToleranceDb);
        return new Levelling(
            Bounded(GainDb + options.TargetLufs - result.Lufs),
            over > 0 ? Math.Max(LowestCeilingDb, CeilingDb - over - 0.2) : CeilingDb);
    }

    /// <summary>The same as ffmpeg's filters.</summary>
    public string Filter()
    {
        var limit = Math.Pow(10, CeilingDb / 20);
        // level=disabled: no make-up gain behind the limiter. latency: its 5 ms look-ahead is taken off again.
        return string.Create(CultureInfo.InvariantCulture,
            $"volume={GainDb:F2}dB,alimiter=level=disabled:limit={limit:F5}:attack=5:release=50:latency=1");
    }

    private static double Bounded(double gainDb) => Math.Min(gainDb, MaxGainDb);
}
