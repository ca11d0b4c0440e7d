using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>Sounds made by arithmetic, 48 kHz, mono.</summary>
internal static class Synth
{
    public const int Rate = Opus.SampleRate;

    /// <summary>What the function gives for each instant, 1 being full scale.</summary>
    public static short[] Of(double seconds, Func<double, double> at) =>
        [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(index => (short)(short.MaxValue * at((double)index / Rate)))];

    /// <summary>A tone whose height and loudness change in time, with the strengths of its harmonics.</summary>
    public static short[] Tone(double seconds, Func<double, double> hertz, Func<double, double> loudness, params double[] harmonics)
    {
        var phase = 0.0;
        return Of(seconds, time =>
        {
            phase += 2 * Math.PI * hertz(time) / Rate;
            return loudness(time) * harmonics.Select((part, index) => part * Math.Sin((index + 1) * phase)).Sum() / harmonics.Sum();
        });
    }

    public static short[] Noise(double seconds, Func<double, double> loudness)
    {
        var random = new Random(20261128);
        return Of(seconds, time => loudness(time) * ((2 * random.NextDouble()) - 1));
    }

    /// <summary>Up and down between 300 and 700 Hz in eight seconds, as a siren that is turned by hand.</summary>
    public static double Sweep(double time) => 500 - (200 * Math.Cos(2 * Math.PI * time / 8));

    /// <summary>On and off in turn, on first.</summary>
    public static Func<double, double> Rhythm(double on, double off, double loudness = 0.4) => time => time % (on + off) < on ? loudness : 0;

    /// <summary>Notes struck one after the other that ring on, as a piano's; each a whole number of half tones above C4.</summary>
    public static short[] Struck(double seconds, double apart, double fadesBy, params int[] halfTones) => Of(seconds, time =>
    {
        var last = (int)(time / apart);
        return 0.15 * Enumerable.Range(Math.Max(0, last - 8), last - Math.Max(0, last - 8) + 1).Sum(note =>
        {
            var since = time - (note * apart);
            var hertz = 261.63 * Math.Pow(2, halfTones[note % halfTones.Length] / 12.0);
            return Math.Exp(-since / fadesBy) * Math.Min(1, since / 0.005) * (Math.Sin(2 * Math.PI * hertz * since) + (0.4 * Math.Sin(4 * Math.PI * hertz * since)));
        });
    });

    /// <summary>How strong one frequency is in a stretch of sound, 1 being a sine at full scale.</summary>
    public static double StrengthOf(ReadOnlySpan<short> samples, double hertz)
    {
        var (real, imaginary) = (0.0, 0.0);
        for (var index = 0; index < samples.Length; index++)
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * hertz * index / Rate);
            (real, imaginary) = (real + (samples[index] * cosine), imaginary + (samples[index] * sine));
        }

        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / samples.Length / short.MaxValue;
    }

    /// <summary>In decibels below full scale.</summary>
    public static double PeakDbOf(ReadOnlySpan<short> samples)
    {
        var peak = 0;
        foreach (var sample in samples)
        {
            peak = Math.Max(peak, Math.Abs((int)sample));
        }

        return 20 * Math.Log10(Math.Max(1, peak) / (double)short.MaxValue);
    }
}
