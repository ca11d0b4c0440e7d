using System.Runtime.InteropServices;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Turns a stream of samples into an Ogg Opus file.</summary>
internal sealed class OpusFileEncoder(int bitrateKbps, int complexity)
{
    private const int SampleBytes = sizeof(short);

    private readonly PeakMeter _peaks = new();

    /// <summary>Samples taken so far.</summary>
    public long LengthSamples { get; private set; }

    public byte[] Waveform() => _peaks.Fold();

    /// <summary>Encodes 48 kHz mono s16 to its end; synchronous, for a thread of its own.</summary>
    public void Encode(Stream pcm, Stream file, Action<long>? at, CancellationToken cancellation)
    {
        using var encoder = new OpusEncoder(bitrateKbps, complexity);
        var writer = new OggOpusWriter(file, encoder.PreSkip);
        var samples = new short[Opus.SamplesPerPacket];
        var packet = new byte[Opus.MaxPacketBytes];
        var encoded = 0L;
        int got;
        while ((got = ReadPacket(pcm, samples)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            _peaks.Add(samples.AsSpan(0, got));
            LengthSamples += got;
            writer.Write(encoder.Encode(samples, packet));
            encoded += Opus.SamplesPerPacket;
            at?.Invoke(LengthSamples);
        }

        // The decoder lags by the pre-skip: silence pushes the last samples out.
        Array.Clear(samples);
        for (; encoded < LengthSamples + encoder.PreSkip; encoded += Opus.SamplesPerPacket)
        {
            writer.Write(encoder.Encode(samples, packet));
        }

        writer.Complete(LengthSamples);
    }

    private static int ReadPacket(Stream pcm, short[] samples)
    {
        var bytes = MemoryMarshal.AsBytes(samples.AsSpan());
        var got = pcm.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        bytes[got..].Clear();
        return got / SampleBytes;
    }
}
