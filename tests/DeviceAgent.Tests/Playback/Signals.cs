namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>What one asks of samples when they need not be the same to the last bit.</summary>
internal static class Signals
{
    public static double Level(ReadOnlySpan<short> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
        {
            sum += (double)sample * sample;
        }

        return Math.Sqrt(sum / samples.Length);
    }

    /// <summary>1 for the same sound in the same place, about 0 for silence, noise or another place.</summary>
    public static double Correlation(ReadOnlySpan<short> one, ReadOnlySpan<short> other)
    {
        double product = 0;
        for (var index = 0; index < one.Length; index++)
        {
            product += (double)one[index] * other[index];
        }

        var scale = Level(one) * Level(other) * one.Length;
        return scale == 0 ? 0 : product / scale;
    }

    /// <summary>The place in <paramref name="recording"/> near another where <paramref name="wanted"/> is found best.</summary>
    public static (int Place, double Correlation) BestMatch(ReadOnlySpan<short> wanted, ReadOnlySpan<short> recording, int near, int within)
    {
        // The head finds places that may be it, the whole decides.
        var head = wanted[..Math.Min(480, wanted.Length)];
        var best = (Place: 0, Correlation: -1.0);
        var last = Math.Min(near + within, recording.Length - wanted.Length);
        for (var place = Math.Max(0, near - within); place <= last; place++)
        {
            if (Correlation(head, recording.Slice(place, head.Length)) > 0.9)
            {
                var match = Correlation(wanted, recording.Slice(place, wanted.Length));
                best = match > best.Correlation ? (place, match) : best;
            }
        }

        return best;
    }

    /// <summary>The largest step between neighbours: a click is steeper than the sound it stands in.</summary>
    public static int SteepestStep(ReadOnlySpan<short> samples)
    {
        var steepest = 0;
        for (var index = 1; index < samples.Length; index++)
        {
            steepest = Math.Max(steepest, Math.Abs(samples[index] - samples[index - 1]));
        }

        return steepest;
    }
}
