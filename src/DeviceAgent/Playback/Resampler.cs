using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// Reads a stream of samples a little faster or slower than one for one, between samples where it must: a sinc of 16 taps
/// under a Blackman window, in 256 phases. While it was never asked for another pace it copies. One thread at a time.
/// </summary>
internal sealed class Resampler
{
    private const int Taps = 16;
    private const int Before = Taps / 2 - 1;
    private const int Phases = 256;

    private static readonly float[] Table = MakeTable();

    private readonly Fetch _fetch;
    private readonly short[] _input = new short[Taps + 4 * Opus.SamplesPerPacket];
    private long _inputBegin;
    private int _inputCount;
    private long _whole;
    private double _fraction;
    private bool _isExact;

    public Resampler(Fetch fetch) => _fetch = fetch;

    /// <summary>Gives the samples from one on; asked in unbroken order between two seats.</summary>
    public delegate void Fetch(long sample, Span<short> into);

    /// <summary>The place in the stream of the next sample given, without its fraction.</summary>
    public long Position => _whole;

    /// <summary>Goes to a place; what comes before it counts as silence.</summary>
    public void Seat(long sample)
    {
        _whole = sample;
        _fraction = 0;
        _isExact = true;
        _inputBegin = sample - Before;
        _inputCount = Before;
        _input.AsSpan(0, Before).Clear();
    }

    /// <summary>Fills a block, moving on by <paramref name="pace"/> samples of the stream for each one given.</summary>
    public void Render(double pace, Span<short> block)
    {
        _isExact &= pace == 1;
        if (_isExact)
        {
            Demand(_whole + block.Length);
            _input.AsSpan((int)(_whole - _inputBegin), block.Length).CopyTo(block);
            _whole += block.Length;
        }
        else
        {
            Demand(_whole + (long)Math.Ceiling(_fraction + pace * block.Length) + Taps - Before);
            foreach (ref var sample in block)
            {
                sample = Between();
                _fraction += pace;
                var passed = (long)_fraction;
                _whole += passed;
                _fraction -= passed;
            }
        }

        ForgetPassed();
    }

    private short Between()
    {
        var place = _fraction * Phases;
        var phase = (int)place;
        var blend = (float)(place - phase);
        var row = Table.AsSpan(phase * Taps, 2 * Taps);
        var input = _input.AsSpan((int)(_whole - _inputBegin) - Before, Taps);
        float one = 0;
        float two = 0;
        for (var tap = 0; tap < Taps; tap++)
        {
            one += input[tap] * row[tap];
            two += input[tap] * row[Taps + tap];
        }

        return (short)Math.Clamp(MathF.Round(one + blend * (two - one)), short.MinValue, short.MaxValue);
    }

    private void Demand(long end)
    {
        var missing = (int)(end - _inputBegin) - _inputCount;
        if (missing > 0)
        {
            _fetch(_inputBegin + _inputCount, _input.AsSpan(_inputCount, missing));
            _inputCount += missing;
        }
    }

    private void ForgetPassed()
    {
        var passed = (int)(_whole - Before - _inputBegin);
        _input.AsSpan(passed, _inputCount - passed).CopyTo(_input);
        _inputBegin += passed;
        _inputCount -= passed;
    }

    // Each phase adds up to 1, so that what does not move is not moved.
    private static float[] MakeTable()
    {
        var table = new float[(Phases + 1) * Taps];
        for (var phase = 0; phase <= Phases; phase++)
        {
            var row = table.AsSpan(phase * Taps, Taps);
            for (var tap = 0; tap < Taps; tap++)
            {
                row[tap] = Weight(tap - Before - (double)phase / Phases);
            }

            float sum = 0;
            foreach (var weight in row)
            {
                sum += weight;
            }

            foreach (ref var weight in row)
            {
                weight /= sum;
            }
        }

        return table;
    }

    private static float Weight(double distance)
    {
        var angle = 2 * Math.PI * distance / Taps;
        var window = 0.42 + 0.5 * Math.Cos(angle) + 0.08 * Math.Cos(2 * angle);
        return (float)(window * (distance == 0 ? 1 : Math.Sin(Math.PI * distance) / (Math.PI * distance)));
    }
}
