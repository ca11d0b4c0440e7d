using System.Globalization;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>One gain and one ceiling for a whole programme; pure arithmetic on what was measured.</summary>
internal sealed record Levelling(double GainDb, double CeilingDb)
{
    /// <summary>More would only make a hiss loud.</summary>
    public const double MaxGainDb = 30;

    // What Opus takes from limited speech (measured); what it puts on the peaks, the peak tolerance covers.
    private const double OpusLossDb = 0.1;

    // While the limiter bites, a decibel of gain makes speech only 0.4 to 0.5 louder (measured).
    private const double GainPerLoudnessWhileLimited = 2;

    // What the listener gets may miss the loudness by so much and pass the peak target by so much.
    private const double LoudnessToleranceDb = 0.5;
    private const double PeakToleranceDb = 1;
    private const double TrialToleranceDb = 0.2;

    // alimiter's `limit` goes from 0.0625 to 1.
    private const double LowestCeilingDb = -24;

    public static Levelling First(Loudness source, LibraryOptions options) =>
        new(Bounded(options.TargetLufs - source.Lufs), options.TruePeakDb);

    /// <summary>Whether the limiter has anything to do; if not, no trial is needed.</summary>
    public bool Limits(Loudness source) => source.TruePeakDb + GainDb > CeilingDb;

    /// <summary>Whether what the listener gets is as loud as it should be, and not beyond the peak.</summary>
    public static bool Accepts(Loudness result, LibraryOptions options) =>
        Math.Abs(result.Lufs - options.TargetLufs) <= LoudnessToleranceDb && Over(result, options) <= 0;

    /// <summary>The next levelling after a trial without Opus; the same when it is good enough.</summary>
    public Levelling AfterTrial(double trialLufs, LibraryOptions options)
    {
        var missing = options.TargetLufs + OpusLossDb - trialLufs;
        return Math.Abs(missing) <= TrialToleranceDb ? this : this with { GainDb = Bounded(GainDb + (missing * GainPerLoudnessWhileLimited)) };
    }

    /// <summary>The next levelling after a miss: what lacks in loudness more gain, what is too much in peak a lower ceiling.</summary>
    public Levelling After(Loudness result, Loudness source, LibraryOptions options)
    {
        var over = Over(result, options);
        var factor = Limits(source) ? GainPerLoudnessWhileLimited : 1;
        var missing = options.TargetLufs - result.Lufs + Math.Max(0, over / factor);
        return new Levelling(
            Bounded(GainDb + (missing * factor)),
            over > 0 ? Math.Max(LowestCeilingDb, CeilingDb - over - 0.2) : CeilingDb);
    }

    private static double Over(Loudness result, LibraryOptions options) => result.TruePeakDb - (options.TruePeakDb + PeakToleranceDb);

    /// <summary>The same as ffmpeg's filters.</summary>
    public string Filter()
    {
        var limit = Math.Pow(10, CeilingDb / 20);
        // level=disabled: no make-up gain behind the limiter. latency: its look-ahead is taken off again.
        return string.Create(CultureInfo.InvariantCulture,
            $"volume={GainDb:F2}dB,alimiter=level=disabled:limit={limit:F5}:attack=2:release=20:latency=1");
    }

    private static double Bounded(double gainDb) => Math.Min(gainDb, MaxGainDb);
}
