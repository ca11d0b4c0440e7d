using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Pieces of audio as they come from the library, and what must be heard of them.</summary>
internal sealed class SampleProgramme
{
    public const int PreSkip = 312;

    private SampleProgramme(IReadOnlyList<PlayItem> items, IReadOnlyList<byte[]> packets, short[] heard)
    {
        Items = items;
        Packets = packets;
        Heard = heard;
    }

    public IReadOnlyList<PlayItem> Items { get; }

    public IReadOnlyList<byte[]> Packets { get; }

    /// <summary>The decoder's own samples, item after item.</summary>
    public short[] Heard { get; }

    /// <summary>One piece for each length; the pieces differ.</summary>
    public static SampleProgramme Of(params int[] lengths) => Of(PreSkip, lengths);

    /// <summary>This sound, whole, as it comes from a microphone.</summary>
    public static SampleProgramme OfSound(short[] sound)
    {
        var packets = OpusEncoder.Encode(sound);
        return new SampleProgramme([], packets, Decode(packets));
    }

    public static SampleProgramme Of(int preSkip, int[] lengths)
    {
        var items = new List<PlayItem>();
        var packets = new List<byte[]>();
        var heard = new List<short>();
        foreach (var length in lengths)
        {
            var count = (preSkip + length + Opus.SamplesPerPacket - 1) / Opus.SamplesPerPacket;
            var piece = OpusEncoder.Encode(Sound(count * Opus.SamplesPerPacket, 300 + 170 * items.Count));
            items.Add(new PlayItem { Sha256 = new string('a', 64), Packets = count, PreSkip = preSkip, LengthSamples = length });
            packets.AddRange(piece);
            heard.AddRange(Decode(piece).AsSpan(preSkip, length));
        }

        return new SampleProgramme(items, packets, [.. heard]);
    }

    public static short[] Decode(IReadOnlyList<byte[]> packets)
    {
        using var decoder = new OpusDecoder();
        var samples = new short[packets.Count * Opus.SamplesPerPacket];
        for (var index = 0; index < packets.Count; index++)
        {
            Assert.True(decoder.TryDecode(packets[index], samples.AsSpan(index * Opus.SamplesPerPacket, Opus.SamplesPerPacket)));
        }

        return samples;
    }

    // A tone that climbs: no two places in it are alike, so that an error of one sample shows.
    private static short[] Sound(int count, double hertz)
    {
        var samples = new short[count];
        double phase = 0;
        for (var index = 0; index < count; index++)
        {
            phase += 2 * Math.PI * (hertz + 400.0 * index / Opus.SampleRate) / Opus.SampleRate;
            samples[index] = (short)(9000 * Math.Sin(phase) + 3000 * Math.Sin(2.6 * phase));
        }

        return samples;
    }
}
