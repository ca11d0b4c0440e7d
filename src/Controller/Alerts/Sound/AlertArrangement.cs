using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>
/// Tone, pause, speech, pause, speech again: how what is heard of an alert lies in time. The speech has been spoken once; each
/// repetition is the same samples. Pure.
/// </summary>
internal sealed class AlertArrangement
{
    // The first syllable comes at most 1.5 s after the tone; with 0.6 s an echo of the tone has died down.
    private static readonly TimeSpan AfterTone = TimeSpan.FromSeconds(0.6);
    private static readonly TimeSpan BetweenTimes = TimeSpan.FromSeconds(1);

    // An order that a person has approved carries eight minutes (docs/security.md); rather one time less than no alert.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(7.75);

    private AlertArrangement(short[] samples, TimeSpan toneEnds, IReadOnlyList<TimeSpan> speechBegins) =>
        (Samples, ToneEnds, SpeechBegins) = (samples, toneEnds, speechBegins);

    /// <summary>At 48 kHz, mono.</summary>
    public short[] Samples { get; }

    public TimeSpan ToneEnds { get; }

    /// <summary>Where the words begin, each time that they are spoken.</summary>
    public IReadOnlyList<TimeSpan> SpeechBegins { get; }

    /// <param name="tone">As <see cref="AttentionTone"/> gives it.</param>
    /// <param name="speech">Spoken once, with whatever silence the voice puts around it.</param>
    /// <param name="times">How many times it shall be heard.</param>
    public static AlertArrangement Of(short[] tone, ReadOnlySpan<short> speech, int times)
    {
        var words = SpeechPauses.Set(speech);
        var (before, between) = (SamplesOf(AfterTone), SamplesOf(BetweenTimes));
        int LengthOf(int heard) => tone.Length + before + (heard * words.Length) + ((heard - 1) * between);
        while (times > 1 && LengthOf(times) > SamplesOf(Longest))
        {
            times--;
        }

        var samples = new short[LengthOf(times)];
        tone.CopyTo(samples, 0);
        var begins = Enumerable.Range(0, times).Select(time => tone.Length + before + (time * (words.Length + between))).ToList();
        foreach (var begin in begins)
        {
            words.CopyTo(samples, begin);
        }

        return new AlertArrangement(samples, TimeOf(tone.Length), [.. begins.Select(TimeOf)]);
    }

    private static int SamplesOf(TimeSpan length) => (int)(length.TotalSeconds * Opus.SampleRate);

    private static TimeSpan TimeOf(int samples) => TimeSpan.FromSeconds((double)samples / Opus.SampleRate);
}
