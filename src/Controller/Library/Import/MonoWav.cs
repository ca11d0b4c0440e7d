using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Library.Import;

/// <summary>Samples of our own making as a file that the import reads: RIFF WAVE, 48 kHz, 16 bit, mono.</summary>
internal static class MonoWav
{
    private const int HeaderBytes = 44;

    public static byte[] Of(ReadOnlySpan<short> samples)
    {
        var wav = new byte[HeaderBytes + (samples.Length * sizeof(short))];
        var header = wav.AsSpan();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], wav.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], Opus.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], Opus.SampleRate * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * sizeof(short));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], samples.Length * sizeof(short));
        MemoryMarshal.AsBytes(samples).CopyTo(header[HeaderBytes..]);
        return wav;
    }
}
