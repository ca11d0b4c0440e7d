using System.Numerics;

namespace CloudBroadcast.Town;

/// <summary>Compares what was recorded with what should have sounded.</summary>
internal static class Listening
{
    // Above it two pieces are the same sound; noise of half a second has less than a tenth.
    private const double Alike = 0.5;

    private const int Wander = WavFile.SampleRate * 3 / 2000;

    /// <summary>How alike two recordings are and how far apart.</summary>
    /// <param name="Correlation">Normalised, −1 to 1, at the best lag, each second followed by up to 1.5 ms; 0 where one of them is silent.</param>
    /// <param name="LagSamples">Samples by which the recording is later than the source.</param>
    public readonly record struct Match(double Correlation, int LagSamples);

    /// <summary>Finds the lag at which the recording is most like the source, within ±<paramref name="maxLag"/> samples.</summary>
    public static Match Align(ReadOnlySpan<short> source, ReadOnlySpan<short> recording, int maxLag)
    {
        // Farther apart nothing of them meets.
        var best = Best(Products(source, recording), -Math.Min(maxLag, source.Length - 1), Math.Min(maxLag, recording.Length - 1));
        return new Match(Follow(source, recording, best), best);
    }

    /// <summary>By how many samples one piece of sound is later than another, between samples too; null where they are not alike.</summary>
    public static double? Lag(ReadOnlySpan<short> source, ReadOnlySpan<short> recording)
    {
        var products = Products(source, recording);
        var farthest = Math.Min(source.Length, recording.Length) - 1;
        var best = Best(products, -farthest, farthest);
        var (before, at, after) = (At(products, best - 1), At(products, best), At(products, best + 1));

        // The inverse transform is not scaled.
        var most = Math.Sqrt(Power(source) * Power(recording)) * products.Length;
        return at > Alike * most ? best + (before - after) / (2 * (before - 2 * at + after)) : null;
    }

    // Of each lag the sum of what stands upon each other then, times the array's length.
    private static Complex[] Products(ReadOnlySpan<short> source, ReadOnlySpan<short> recording)
    {
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)(source.Length + recording.Length));
        var left = Spectrum(source, length);
        var right = Spectrum(recording, length);
        for (var index = 0; index < length; index++)
        {
            right[index] *= Complex.Conjugate(left[index]);
        }

        Transform(right, inverse: true);
        return right;
    }

    private static int Best(Complex[] products, int least, int most)
    {
        var best = 0;
        for (var lag = least; lag <= most; lag++)
        {
            best = At(products, lag) > At(products, best) ? lag : best;
        }

        return best;
    }

    private static double At(Complex[] products, int lag) => products[(lag + products.Length) % products.Length].Real;

    private static double Power(ReadOnlySpan<short> samples)
    {
        double power = 0;
        foreach (double sample in samples)
        {
            power += sample * sample;
        }

        return power;
    }

    // Playout follows the controller's clock and the card's by resampling that nobody hears: a millisecond in a programme, which
    // is half a period of what speech has most of.
    private static double Follow(ReadOnlySpan<short> source, ReadOnlySpan<short> recording, int lagSamples)
    {
        Likeness whole = default;
        for (var from = 0; from < source.Length; from += WavFile.SampleRate)
        {
            var window = source[from..Math.Min(source.Length, from + WavFile.SampleRate)];
            Likeness best = default;
            for (var lag = lagSamples - Wander; lag <= lagSamples + Wander; lag++)
            {
                var found = Compare(window, recording, from + lag);
                best = lag == lagSamples - Wander || found.Product > best.Product ? found : best;
            }

            whole = new(whole.Product + best.Product, whole.SourcePower + best.SourcePower, whole.RecordingPower + best.RecordingPower);
        }

        return whole.SourcePower == 0 || whole.RecordingPower == 0 ? 0 : whole.Product / Math.Sqrt(whole.SourcePower * whole.RecordingPower);
    }

    private static Likeness Compare(ReadOnlySpan<short> window, ReadOnlySpan<short> recording, int at)
    {
        double product = 0, sourcePower = 0, recordingPower = 0;
        for (var index = 0; index < window.Length; index++)
        {
            var other = at + index;
            double a = window[index];
            double b = other >= 0 && other < recording.Length ? recording[other] : 0;
            product += a * b;
            sourcePower += a * a;
            recordingPower += b * b;
        }

        return new(product, sourcePower, recordingPower);
    }

    private readonly record struct Likeness(double Product, double SourcePower, double RecordingPower);

    private static Complex[] Spectrum(ReadOnlySpan<short> samples, int length)
    {
        var values = new Complex[length];
        for (var index = 0; index < samples.Length; index++)
        {
            values[index] = samples[index];
        }

        Transform(values, inverse: false);
        return values;
    }

    // Cooley–Tukey, in place, radix 2; the inverse is not scaled, as only its largest value is looked for.
    private static void Transform(Complex[] values, bool inverse)
    {
        var bits = BitOperations.Log2((uint)values.Length);
        for (var index = 0; index < values.Length; index++)
        {
            var other = (int)(Reverse((uint)index) >> (32 - bits));
            if (other > index)
            {
                (values[index], values[other]) = (values[other], values[index]);
            }
        }

        for (var size = 2; size <= values.Length; size *= 2)
        {
            var step = Complex.FromPolarCoordinates(1, (inverse ? 2 : -2) * Math.PI / size);
            var twiddles = new Complex[size / 2];
            for (var k = 0; k < twiddles.Length; k++)
            {
                twiddles[k] = k % 64 == 0 ? Complex.FromPolarCoordinates(1, (inverse ? 2 : -2) * Math.PI * k / size) : twiddles[k - 1] * step;
            }

            for (var start = 0; start < values.Length; start += size)
            {
                for (var k = 0; k < size / 2; k++)
                {
                    var even = values[start + k];
                    var odd = values[start + k + size / 2] * twiddles[k];
                    values[start + k] = even + odd;
                    values[start + k + size / 2] = even - odd;
                }
            }
        }
    }

    private static uint Reverse(uint value)
    {
        value = ((value >> 1) & 0x55555555) | ((value & 0x55555555) << 1);
        value = ((value >> 2) & 0x33333333) | ((value & 0x33333333) << 2);
        value = ((value >> 4) & 0x0F0F0F0F) | ((value & 0x0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }
}
