namespace CloudBroadcast.Controller.Library.Import.AirRaid;

/// <summary>The power spectrum of one frame: a Hann window and a radix-2 transform; one thread at a time.</summary>
internal sealed class Spectrum
{
    public const int Size = 512;

    private readonly float[] _real = new float[Size];
    private readonly float[] _imaginary = new float[Size];
    private readonly float[] _window = [.. Enumerable.Range(0, Size).Select(at => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * at / Size))))];
    private readonly float[] _cosines = [.. Enumerable.Range(0, Size / 2).Select(at => (float)Math.Cos(2 * Math.PI * at / Size))];
    private readonly float[] _sines = [.. Enumerable.Range(0, Size / 2).Select(at => (float)-Math.Sin(2 * Math.PI * at / Size))];
    private readonly int[] _reversed = [.. Enumerable.Range(0, Size).Select(Reversed)];

    /// <summary>Writes the power of the first half of the bins, so that their sum over a sound is its mean square.</summary>
    public void Of(ReadOnlySpan<float> frame, Span<float> power)
    {
        for (var at = 0; at < Size; at++)
        {
            _real[_reversed[at]] = frame[at] * _window[at];
        }

        Array.Clear(_imaginary);
        for (var half = 1; half < Size; half *= 2)
        {
            Step(half);
        }

        // Both halves of the spectrum, and what the window takes: the mean of its square is 3/8.
        const float scale = 2f / (0.375f * Size * Size);
        for (var bin = 0; bin < Size / 2; bin++)
        {
            power[bin] = scale * ((_real[bin] * _real[bin]) + (_imaginary[bin] * _imaginary[bin]));
        }
    }

    private void Step(int half)
    {
        var stride = Size / (2 * half);
        for (var start = 0; start < Size; start += 2 * half)
        {
            for (var at = 0; at < half; at++)
            {
                var (low, high) = (start + at, start + at + half);
                var (cosine, sine) = (_cosines[at * stride], _sines[at * stride]);
                var real = (_real[high] * cosine) - (_imaginary[high] * sine);
                var imaginary = (_real[high] * sine) + (_imaginary[high] * cosine);
                (_real[high], _imaginary[high]) = (_real[low] - real, _imaginary[low] - imaginary);
                (_real[low], _imaginary[low]) = (_real[low] + real, _imaginary[low] + imaginary);
            }
        }
    }

    private static int Reversed(int index)
    {
        var reversed = 0;
        for (var bit = 1; bit < Size; bit *= 2)
        {
            reversed = (2 * reversed) + ((index & bit) == 0 ? 0 : 1);
        }

        return reversed;
    }
}
