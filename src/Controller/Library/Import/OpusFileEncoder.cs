using System.Runtime.InteropServices;
using CloudBroadcast.Controller.Library.Import.AirRaid;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Turns a stream of samples into an Ogg Opus file.</summary>
internal sealed class OpusFileEncoder(int bitrateKbps, int complexity)
{
    private const int SampleBytes = sizeof(short);

    private readonly PeakMeter _peaks = new();
    private readonly AirRaidCheck _airRaid = new();

    /// <summary>Samples taken so far.</summary>
    public long LengthSamples { get; private set; }

    public int Packets { get; private set; }

    public int PreSkip { get; private set; }

    public byte[] Waveform() => _peaks.Fold();

    /// <summary>See <see cref="AirRaidCheck.Problem"/>.</summary>
    public string? AirRaidProblem() => _airRaid.Problem();

    /// <summary>Encodes 48 kHz mono s16 to its end; synchronous, for a thread of its own.</summary>
    public void Encode(Stream pcm, Stream file, Action<long>? at, CancellationToken cancellation)
    {
        using var encoder = new OpusEncoder(bitrateKbps, complexity);
        var writer = new OggOpusWriter(file, encoder.PreSkip);
        var samples = new short[Opus.SamplesPerPacket];
        var packet = new byte[Opus.MaxPacketBytes];
        PreSkip = encoder.PreSkip;
        int got;
        while ((got = ReadPacket(pcm, samples)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            _peaks.Add(samples.AsSpan(0, got));
            _airRaid.Add(samples.AsSpan(0, got));
            LengthSamples += got;
            writer.Write(encoder.Encode(samples, packet));
            Packets++;
            at?.Invoke(LengthSamples);
        }

        // The decoder lags by the pre-skip: silence pushes the last samples out.
        Array.Clear(samples);
        for (; (long)Packets * Opus.SamplesPerPacket < LengthSamples + PreSkip; Packets++)
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
