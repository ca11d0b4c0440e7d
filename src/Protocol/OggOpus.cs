namespace CloudBroadcast.Protocol;

/// <summary>The audio file that controller and gateway both keep: mono Opus in Ogg (RFC 7845), whole or refused.</summary>
public static class OggOpus
{
    public const string ContentType = "audio/ogg; codecs=opus";

    /// <summary>Writes a whole file.</summary>
    public static void Write(Stream stream, OggOpusAudio audio)
    {
        var writer = new OggOpusWriter(stream, audio.PreSkip);
        foreach (var packet in audio.Packets)
        {
            writer.Write(packet.Span);
        }

        writer.Complete(audio.LengthSamples);
    }

    /// <summary>Reads a whole file; what is not exactly one mono stream of 20 ms packets is refused with the reason.</summary>
    public static bool TryRead(Stream stream, out OggOpusAudio audio, out string problem) =>
        TryRead(stream, OggOpusLimits.Default, out audio, out problem);

    public static bool TryRead(Stream stream, OggOpusLimits limits, out OggOpusAudio audio, out string problem)
    {
        var reader = new OggOpusReader(stream, limits);
        var read = reader.TryRead(out var found);
        audio = found ?? OggOpusAudio.Empty;
        problem = read ? "" : reader.Problem;
        return read;
    }
}

/// <summary>How much a reader takes from a file that it does not know yet.</summary>
public sealed record OggOpusLimits(long MaxBytes, TimeSpan MaxLength)
{
    public static OggOpusLimits Default { get; } = new(128L * 1024 * 1024, TimeSpan.FromHours(3));
}

/// <summary>One piece of audio as it is sent and played: Opus packets of 20 ms, mono.</summary>
/// <param name="Packets">In playing order.</param>
/// <param name="PreSkip">Samples at 48 kHz that a decoder drops from its start (RFC 7845 4.2).</param>
/// <param name="LengthSamples">Samples at 48 kHz that are heard: without the pre-skip, without the padding of the last packet.</param>
public sealed record OggOpusAudio(IReadOnlyList<ReadOnlyMemory<byte>> Packets, int PreSkip, long LengthSamples)
{
    public static OggOpusAudio Empty { get; } = new([], 0, 0);

    public TimeSpan Length => TimeSpan.FromSeconds((double)LengthSamples / Opus.SampleRate);
}
