using CloudBroadcast.DeviceAgent.Playback;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Maintenance;

/// <summary>Three notes that rise, each struck and fading, at a moderate volume: what a technician listens for.</summary>
internal static class Chime
{
    /// <summary>From the first note to the end of the last.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2.4);

    // C5, E5, G5; each begins 0.5 s after the one before it and rings on.
    private static readonly double[] Notes = [523.25, 659.26, 783.99];
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(0.5);

    // Three notes together stay below half of full scale.
    private const double Loudness = 0.16 * short.MaxValue;
    private const double AttackSeconds = 0.01;
    private const double FadesBySeconds = 0.35;

    /// <summary>The sound at 48 kHz, mono.</summary>
    public static short[] Render()
    {
        var samples = new short[(int)Samples.Nearest(Length)];
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = (short)(Loudness * At((double)index / Opus.SampleRate));
        }

        return samples;
    }

    // The last 100 ms fade to nothing, so that the end does not click.
    private static double At(double seconds)
    {
        var sum = 0.0;
        for (var note = 0; note < Notes.Length; note++)
        {
            var since = seconds - note * Apart.TotalSeconds;
            sum += since <= 0 ? 0 : Math.Sin(2 * Math.PI * Notes[note] * since) * Math.Min(1, since / AttackSeconds) * Math.Exp(-since / FadesBySeconds);
        }

        return sum * Math.Clamp((Length.TotalSeconds - seconds) / 0.1, 0, 1);
    }
}
