using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class DriftTests
{
    private const double Hertz = 1_000;
    private const double Amplitude = 12_000;
    private const int Seconds = 60;
    private const int Window = Opus.SampleRate / 10;

    [Theory]
    [InlineData(200e-6)]
    [InlineData(-200e-6)]
    [InlineData(20e-6)]
    public void A_tone_stays_a_tone_while_a_sound_card_that_is_off_is_followed(double off)
    {
        var (heard, worst) = Follow(off);

        // Settled after 30 s: within 0.5 ms of the controller's clock.
        Assert.True(worst < Opus.SampleRate / 2000, $"{worst} samples off");
        var expected = 2 * Math.PI * Hertz * (1 + off) / Opus.SampleRate;
        double? phase = null;
        for (var begin = 30 * Opus.SampleRate; begin + Window <= heard.Length; begin += Window)
        {
            var step = Refine(heard.AsSpan(begin, Window), expected);
            var (residual, at) = Fit(heard.AsSpan(begin, Window), step);
            Assert.True(residual < -60, $"{residual:0.0} dB at {begin}");
            Assert.True(phase is not { } before || Math.Abs(Math.IEEERemainder(at - before - step * Window, 2 * Math.PI)) < 0.01, $"at {begin}");
            Assert.True(Math.Abs(step / expected - 1) < 50e-6, $"{(step / expected - 1) * 1e6:0} ppm at {begin}");
            phase = at;
        }
    }

    [Theory]
    [InlineData(200e-6)]
    [InlineData(-200e-6)]
    public void Nothing_clicks_while_the_pace_is_found(double off)
    {
        var (heard, _) = Follow(off);

        // The steepest step of a sine of this height, and a rounding.
        Assert.True(Signals.SteepestStep(heard) <= Amplitude * 2 * Math.PI * Hertz * 1.001 / Opus.SampleRate + 2);
    }

    [Fact]
    public void A_sound_card_that_is_right_gets_the_samples_as_they_are()
    {
        var (heard, worst) = Follow(0);

        Assert.Equal(0, worst);
        Assert.All(Enumerable.Range(0, heard.Length), index => Assert.Equal(Tone(index), heard[index]));
    }

    // A card that plays its sample n when sample n × (1 + off) is due; the error counts from 30 s on.
    private static (short[] Heard, long Worst) Follow(double off)
    {
        var resampler = new Resampler(Fetch);
        var drift = new DriftControl();
        var heard = new short[Seconds * Opus.SampleRate];
        long worst = 0;
        resampler.Seat(0);
        for (var begin = 0; begin < heard.Length; begin += Playout.Block)
        {
            var late = (long)Math.Round(begin * (1 + off)) - resampler.Position;
            worst = begin < 30 * Opus.SampleRate ? 0 : Math.Max(worst, Math.Abs(late));
            resampler.Render(drift.Next(late), heard.AsSpan(begin, Playout.Block));
        }

        return (heard, worst);
    }

    private static void Fetch(long sample, Span<short> into)
    {
        for (var index = 0; index < into.Length; index++)
        {
            into[index] = Tone(sample + index);
        }
    }

    private static short Tone(long sample) => (short)Math.Round(Amplitude * Math.Sin(2 * Math.PI * Hertz * sample / Opus.SampleRate));

    // The pace still moves by some ppm: the tone's own frequency in this window, from the phases of its halves.
    private static double Refine(ReadOnlySpan<short> samples, double step)
    {
        var half = samples.Length / 2;
        var turn = Fit(samples[half..], step).Phase - Fit(samples[..half], step).Phase - step * half;
        return step + Math.IEEERemainder(turn, 2 * Math.PI) / half;
    }

    // Least squares of a sine of one frequency: what is left over, in dB of the tone, and the phase at the begin.
    private static (double ResidualDb, double Phase) Fit(ReadOnlySpan<short> samples, double step)
    {
        double cosine = 0, sine = 0, cc = 0, ss = 0, cs = 0;
        for (var index = 0; index < samples.Length; index++)
        {
            var (s, c) = Math.SinCos(step * index);
            (cosine, sine) = (cosine + samples[index] * c, sine + samples[index] * s);
            (cc, ss, cs) = (cc + c * c, ss + s * s, cs + c * s);
        }

        var scale = cc * ss - cs * cs;
        var a = (cosine * ss - sine * cs) / scale;
        var b = (sine * cc - cosine * cs) / scale;
        double left = 0;
        for (var index = 0; index < samples.Length; index++)
        {
            var (s, c) = Math.SinCos(step * index);
            left += Math.Pow(samples[index] - a * c - b * s, 2);
        }

        return (10 * Math.Log10(left / samples.Length / ((a * a + b * b) / 2)), Math.Atan2(a, b));
    }
}
