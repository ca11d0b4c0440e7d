using System.Runtime.InteropServices;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>The real encoder, so that what is decoded here was once sound.</summary>
internal static unsafe partial class OpusEncoder
{
    private const string Library = "libopus.so.0";
    private const int Audio = 2049;
    private const int SetBitrate = 4002;

    public static byte[][] Encode(ReadOnlySpan<short> samples)
    {
        var encoder = opus_encoder_create(Opus.SampleRate, 1, Audio, out _);
        _ = opus_encoder_ctl(encoder, SetBitrate, 32_000);
        var packets = new byte[samples.Length / Opus.SamplesPerPacket][];
        var buffer = new byte[Opus.MaxPacketBytes];
        for (var index = 0; index < packets.Length; index++)
        {
            fixed (short* pcm = samples[(index * Opus.SamplesPerPacket)..])
            fixed (byte* data = buffer)
            {
                packets[index] = buffer[..opus_encode(encoder, pcm, Opus.SamplesPerPacket, data, buffer.Length)];
            }
        }

        opus_encoder_destroy(encoder);
        return packets;
    }

    [LibraryImport(Library)]
    private static partial nint opus_encoder_create(int sampleRate, int channels, int application, out int error);

    [LibraryImport(Library)]
    private static partial void opus_encoder_destroy(nint encoder);

    [LibraryImport(Library)]
    private static partial int opus_encode(nint encoder, short* pcm, int frameSize, byte* data, int maxBytes);

    [LibraryImport(Library)]
    private static partial int opus_encoder_ctl(nint encoder, int request, int value);
}
