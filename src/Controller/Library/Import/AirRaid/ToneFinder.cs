namespace CloudBroadcast.Controller.Library.Import.AirRaid;

/// <summary>Says whether one frame is a single tone, with or without its harmonics, and how high it is. Pure.</summary>
internal static class ToneFinder
{
    /// <summary>So much of a frame's power belongs to one tone, or it is none: chords, noise and speech over music have less.</summary>
    public const float LeastShare = 0.75f;

    // Sirens sing between these. Below, the harmonics of a voice lie so close that anything fits between them; mains hum is there, too.
    private const double LowestHertz = 250;
    private const double HighestHertz = 3000;

    // A siren's lowest harmonic can be heard; a chord's common divisor can't.
    private const float LeastFundamental = 0.02f;

    // Rumble and hum, which the ear passes over.
    private const int FirstBin = 6;

    /// <summary>What of the power counts as heard: all but rumble.</summary>
    public static float Heard(ReadOnlySpan<float> power)
    {
        var sum = 0f;
        foreach (var bin in power[FirstBin..])
        {
            sum += bin;
        }

        return sum;
    }

    /// <summary>The height of the tone, or null where there is none.</summary>
    public static double? HertzOf(ReadOnlySpan<float> power, float heard, double binHertz)
    {
        var peak = PeakOf(power, binHertz);
        var hertz = binHertz * Refined(power, peak);
        double? best = null;
        var most = 0f;
        // The strongest may be the second or third harmonic; of those that explain as much the highest is meant.
        for (var divisor = 1; divisor <= 3 && hertz / divisor >= LowestHertz; divisor++)
        {
            var fundamental = hertz / divisor / binHertz;
            var share = OfHarmonics(power, fundamental) / heard;
            if (share > most + 0.05f && Around(power, fundamental, 2) >= LeastFundamental * heard)
            {
                (best, most) = (hertz / divisor, share);
            }
        }

        return most >= LeastShare ? best : null;
    }

    private static int PeakOf(ReadOnlySpan<float> power, double binHertz)
    {
        var peak = (int)(LowestHertz / binHertz);
        for (var bin = peak; bin <= HighestHertz / binHertz; bin++)
        {
            peak = power[bin] > power[peak] ? bin : peak;
        }

        return peak;
    }

    // A parabola through the three highest bins, in decibels.
    private static double Refined(ReadOnlySpan<float> power, int peak)
    {
        const double nothing = 1e-20;
        var (before, at, after) = (Math.Log(power[peak - 1] + nothing), Math.Log(power[peak] + nothing), Math.Log(power[peak + 1] + nothing));
        var bend = before - (2 * at) + after;
        return bend >= 0 ? peak : peak + Math.Clamp(0.5 * (before - after) / bend, -0.5, 0.5);
    }

    private static float OfHarmonics(ReadOnlySpan<float> power, double fundamental)
    {
        var sum = 0f;
        for (var harmonic = 1; harmonic * fundamental < power.Length; harmonic++)
        {
            // The window's main lobe; a harmonic of a sweeping tone is smeared the more the higher it is.
            sum += Around(power, harmonic * fundamental, harmonic <= 2 ? 2 : 3);
        }

        return sum;
    }

    private static float Around(ReadOnlySpan<float> power, double place, int width)
    {
        var sum = 0f;
        var centre = (int)Math.Round(place);
        for (var bin = Math.Max(FirstBin, centre - width); bin <= Math.Min(power.Length - 1, centre + width); bin++)
        {
            sum += power[bin];
        }

        return sum;
    }
}
