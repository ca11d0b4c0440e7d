using System.Buffers.Binary;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>
/// A voice that writes to a pipe does not know at the start how long it will speak and writes a length of its own invention;
/// a browser shows that length.
/// </summary>
internal static class WavHeader
{
    private const int ChunkHeader = 8;
    private const int FirstChunk = 12;

    /// <summary>Writes the true lengths into the header; what is no RIFF file stays as it is.</summary>
    public static void Complete(Span<byte> wav)
    {
        if (wav.Length < FirstChunk || !wav[..4].SequenceEqual("RIFF"u8))
        {
            return;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(wav[4..], (uint)(wav.Length - ChunkHeader));
        long at = FirstChunk;
        while (at + ChunkHeader <= wav.Length)
        {
            var chunk = wav[(int)at..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk[..4].SequenceEqual("data"u8))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(chunk[4..], (uint)Math.Min(length, chunk.Length - ChunkHeader));
                return;
            }

            at += ChunkHeader + length + (length & 1);
        }
    }
}
