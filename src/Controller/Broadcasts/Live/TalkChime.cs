using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>What tells a village that somebody is about to speak: two struck notes, a falling third, made by ourselves.</summary>
internal static class TalkChime
{
    private const int BitrateKbps = 48;
    private const int Complexity = 5;
    private const double Loudness = 0.3;

    // Each partial dies away faster than the one below it, as a struck bar's do.
    private static readonly (double Ratio, double Part, double DecaySeconds)[] Partials = [(1, 1, 0.55), (2, 0.35, 0.3), (4, 0.12, 0.12)];

    private static readonly (double At, double Hertz)[] Notes = [(0.02, 659.26), (0.62, 523.25)];

    private static readonly Lazy<IReadOnlyList<ReadOnlyMemory<byte>>> Made = new(Encode);

    /// <summary>Two seconds.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(2);

    /// <summary>It as Opus packets of 20 ms; it ends in silence.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Packets => Made.Value;

    private static List<ReadOnlyMemory<byte>> Encode()
    {
        using var encoder = new OpusEncoder(BitrateKbps, Complexity);
        var buffer = new byte[Opus.MaxPacketBytes];
        var samples = Samples();
        var packets = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < samples.Length; at += Opus.SamplesPerPacket)
        {
            packets.Add(encoder.Encode(samples.AsSpan(at, Opus.SamplesPerPacket), buffer).ToArray());
        }

        return packets;
    }

    private static short[] Samples()
    {
        var samples = new short[(int)(Length.TotalSeconds * Opus.SampleRate)];
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = (short)(short.MaxValue * Loudness * Fade(index, samples.Length) * At(index / (double)Opus.SampleRate));
        }

        return samples;
    }

    private static double At(double second) => Notes.Where(note => second >= note.At).Sum(note => Struck(note.Hertz, second - note.At));

    private static double Struck(double hertz, double since) => Partials.Sum(partial =>
        partial.Part * Math.Exp(-since / partial.DecaySeconds) * Math.Sin(2 * Math.PI * hertz * partial.Ratio * since)) * Math.Min(1, since / 0.004);

    // The last 200 ms fade to nothing, so that no step is heard where the voice begins.
    private static double Fade(int index, int length) => Math.Min(1, (length - 1 - index) / (0.2 * Opus.SampleRate));
}
