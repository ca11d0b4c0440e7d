using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>
/// The tones that call a village's attention, made by ourselves and to the sample the same each time. None may be taken for an
/// air-raid signal (人民防空法 art. 32): nothing steady or sweeping is longer than 0.9 s, and no tone is as long as a signal's 6 s.
/// </summary>
internal static class AttentionTone
{
    /// <summary>By so much a tone's peak stays under the highest peak that speech may have.</summary>
    public const double UnderSpeechDb = 3;

    // As LibraryOptions.TruePeakDb is by default.
    private const double UsualSpeechPeakDb = -2;

    private const double EdgeSeconds = 0.015;

    // Some of what is above the fundamental, for horns that give little below 500 Hz and ears that hear little above 2 kHz.
    private static readonly Partial[] Blown = [new(1, 1), new(2, 0.25), new(3, 0.12)];

    // A plate's partials stand in no simple ratio, and the higher ones die sooner.
    private static readonly Partial[] Struck = [new(1, 1, 0.7), new(1.52, 0.45, 0.55), new(2.41, 0.5, 0.4), new(3.87, 0.25, 0.22), new(5.12, 0.12, 0.12)];

    private static readonly Note[] Pair = [new(0, 700, 0.5), new(0.5, 900, 0.5)];

    // D5, A5, D6: wider steps than the C, E, G of the chime that ordinary programmes begin with, and held instead of struck.
    private static readonly Note[] Rising = [new(0, 587.33, 0.45), new(0.5, 880, 0.45), new(1, 1174.66, 0.9)];

    private static readonly Note[] Gong = [new(0, 311.13, 2.6)];

    /// <summary>At 48 kHz, mono.</summary>
    /// <param name="kind">Which tone.</param>
    /// <param name="speechPeakDb">The highest peak that the speech after it may have, in dB below full scale.</param>
    public static short[] Render(ToneKind kind, double speechPeakDb = UsualSpeechPeakDb)
    {
        var (notes, partials) = kind switch
        {
            // Five seconds.
            ToneKind.TwoTone => (Enumerable.Range(0, 5).SelectMany(turn => Pair.Select(note => note with { At = note.At + turn })).ToArray(), Blown),
            ToneKind.RisingNotes => (Rising, Blown),
            _ => (Gong, Struck),
        };
        var sound = new double[SamplesOf(notes.Max(note => note.At + note.Seconds))];
        foreach (var note in notes)
        {
            Add(sound, note, partials);
        }

        var factor = short.MaxValue * Math.Pow(10, (speechPeakDb - UnderSpeechDb) / 20) / sound.Max(sample => Math.Abs(sample));
        return [.. sound.Select(sample => (short)Math.Round(sample * factor))];
    }

    private static void Add(double[] sound, Note note, Partial[] partials)
    {
        var from = SamplesOf(note.At);
        var length = Math.Min(SamplesOf(note.Seconds), sound.Length - from);
        for (var index = 0; index < length; index++)
        {
            var since = (double)index / Opus.SampleRate;
            sound[from + index] += Edge(since, note.Seconds) * partials.Sum(partial =>
                partial.Part * Math.Exp(-since / partial.DecaySeconds) * Math.Sin(2 * Math.PI * note.Hertz * partial.Ratio * since));
        }
    }

    // Rises and falls like a cosine, so that no click is heard.
    private static double Edge(double since, double length) =>
        0.5 - (0.5 * Math.Cos(Math.PI * Math.Clamp(Math.Min(since, length - since) / EdgeSeconds, 0, 1)));

    private static int SamplesOf(double seconds) => (int)Math.Round(seconds * Opus.SampleRate);

    private sealed record Note(double At, double Hertz, double Seconds);

    private sealed record Partial(double Ratio, double Part, double DecaySeconds = double.PositiveInfinity);
}
