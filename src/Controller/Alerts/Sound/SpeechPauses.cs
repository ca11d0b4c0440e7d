using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>Takes the silence around speech away and gives horns that echo the time to fall silent between its sentences. Pure.</summary>
internal static class SpeechPauses
{
    /// <summary>What a pause between sentences becomes at least.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.9);

    /// <summary>And at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1.5);

    // Our own voice at the speed of alerts pauses 0.20 to 0.24 s at a comma, 0.33 to 0.41 s at a full stop (measured).
    private static readonly TimeSpan Sentence = TimeSpan.FromSeconds(0.28);

    private const int Frame = Opus.SampleRate / 100;

    // 40 dB below the loudest: breath and the noise of a voice's model.
    private const double QuietPart = 0.01;

    // A soft consonant before the first loud frame, and the end of the last.
    private const int FramesBefore = 2;
    private const int FramesAfter = 5;

    public static short[] Set(ReadOnlySpan<short> speech)
    {
        var quiet = QuietFrames(speech);
        var first = Math.Max(0, quiet.IndexOf(false) - FramesBefore);
        var last = Math.Min(quiet.Count - 1, quiet.LastIndexOf(false) + FramesAfter);
        var set = new List<short>(speech.Length);
        for (var frame = first; frame <= last;)
        {
            var end = frame;
            while (end <= last && quiet[end] == quiet[frame])
            {
                end++;
            }

            var stretch = speech[(frame * Frame)..Math.Min(end * Frame, speech.Length)];
            // The silences at both ends are no pauses.
            Append(set, stretch, quiet[frame] && frame > first && end <= last);
            frame = end;
        }

        return [.. set];
    }

    private static void Append(List<short> set, ReadOnlySpan<short> stretch, bool isPause)
    {
        var length = TimeSpan.FromSeconds((double)stretch.Length / Opus.SampleRate);
        if (!isPause || length < Sentence || (length >= Shortest && length <= Longest))
        {
            set.AddRange(stretch);
            return;
        }

        // Both ends stay as they are spoken; in the middle silence is put in or taken out.
        var wanted = (int)((length < Shortest ? Shortest : Longest).TotalSeconds * Opus.SampleRate);
        var half = Math.Min(stretch.Length, wanted) / 2;
        set.AddRange(stretch[..half]);
        set.AddRange(new short[wanted - (2 * half)]);
        set.AddRange(stretch[^half..]);
    }

    private static List<bool> QuietFrames(ReadOnlySpan<short> speech)
    {
        var peaks = new List<int>();
        for (var at = 0; at < speech.Length; at += Frame)
        {
            peaks.Add(PeakOf(speech[at..Math.Min(at + Frame, speech.Length)]));
        }

        var threshold = QuietPart * peaks.DefaultIfEmpty().Max();
        return [.. peaks.Select(peak => peak < threshold)];
    }

    private static int PeakOf(ReadOnlySpan<short> samples)
    {
        var peak = 0;
        foreach (var sample in samples)
        {
            peak = Math.Max(peak, Math.Abs((int)sample));
        }

        return peak;
    }
}
