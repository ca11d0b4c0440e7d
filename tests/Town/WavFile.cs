using System.Buffers.Binary;

namespace CloudBroadcast.Town;

/// <summary>Mono 16-bit PCM at 48 kHz in a RIFF WAVE file (Microsoft RIFF specification, 1991).</summary>
internal static class WavFile
{
    public const int SampleRate = 48_000;

    private const int HeaderBytes = 44;

    public static void Write(string path, ReadOnlySpan<short> samples)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderBytes - 8 + samples.Length * 2);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], samples.Length * 2);
        using var file = File.Create(path);
        file.Write(header);
        file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples));
    }

    /// <summary>Reads the samples; a header whose length was never filled in means "to the end of the file".</summary>
    public static short[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var at = 12;
        while (at + 8 <= bytes.Length)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4));
            if (bytes.AsSpan(at, 4).SequenceEqual("data"u8))
            {
                var end = (int)Math.Min(at + 8 + (length == 0 ? uint.MaxValue : (long)length), bytes.Length);
                return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes.AsSpan(at + 8, (end - at - 8) & ~1)).ToArray();
            }

            at += 8 + (int)length + (int)(length & 1);
        }

        throw new InvalidDataException($"'{path}' has no data chunk.");
    }
}
