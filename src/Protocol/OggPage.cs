using System.Buffers.Binary;

namespace CloudBroadcast.Protocol;

/// <summary>One Ogg page (RFC 3533 6): its header, its lacing values and its body, with the checksum right.</summary>
internal sealed record OggPage(OggPageFlags Flags, long Granule, uint Serial, uint Sequence, byte[] Lacing, byte[] Body)
{
    public const int HeaderBytes = 27;
    public const int MaxSegments = 255;

    /// <summary>Granule of a page on which no packet ends (RFC 3533 6, field 4).</summary>
    public const long NoGranule = -1;

    private const int ChecksumOffset = 22;

    private static ReadOnlySpan<byte> Magic => "OggS"u8;

    public byte[] Encode()
    {
        var bytes = new byte[HeaderBytes + Lacing.Length + Body.Length];
        Magic.CopyTo(bytes);
        bytes[5] = (byte)Flags;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(6), Granule);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(14), Serial);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(18), Sequence);
        bytes[26] = checked((byte)Lacing.Length);
        Lacing.CopyTo(bytes, HeaderBytes);
        Body.CopyTo(bytes, HeaderBytes + Lacing.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumOffset), OggChecksum.Of(bytes));
        return bytes;
    }

    /// <summary>Reads the next page; no page and no problem at the end of the stream.</summary>
    public static OggPage? Read(Stream stream, out string problem)
    {
        problem = "";
        var header = new byte[HeaderBytes + MaxSegments];
        var got = stream.ReadAtLeast(header.AsSpan(0, HeaderBytes), HeaderBytes, throwOnEndOfStream: false);
        if (got == 0)
        {
            return null;
        }

        if (got < HeaderBytes || !header.AsSpan().StartsWith(Magic) || header[4] != 0)
        {
            problem = "no Ogg page where one must start";
            return null;
        }

        return ReadBody(stream, header, out problem);
    }

    private static OggPage? ReadBody(Stream stream, byte[] header, out string problem)
    {
        problem = "the last page is cut off";
        int segments = header[26];
        var lacing = header.AsSpan(HeaderBytes, segments);
        if (stream.ReadAtLeast(lacing, segments, throwOnEndOfStream: false) < segments)
        {
            return null;
        }

        var size = 0;
        foreach (var value in lacing)
        {
            size += value;
        }

        // At most 255 * 255 bytes, so the allocation is bounded by the format.
        var body = new byte[size];
        if (stream.ReadAtLeast(body, size, throwOnEndOfStream: false) < size)
        {
            return null;
        }

        var stated = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(ChecksumOffset));
        header.AsSpan(ChecksumOffset, 4).Clear();
        var sum = OggChecksum.Continue(OggChecksum.Of(header.AsSpan(0, HeaderBytes + segments)), body);
        problem = sum == stated ? "" : $"a page's checksum is {sum:x8} and {stated:x8} is written in it";
        return sum == stated ? FromHeader(header, lacing.ToArray(), body) : null;
    }

    private static OggPage FromHeader(byte[] header, byte[] lacing, byte[] body) => new(
        (OggPageFlags)header[5],
        BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(6)),
        BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(14)),
        BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(18)),
        lacing,
        body);
}

/// <summary>Header type flags (RFC 3533 6, field 3).</summary>
[Flags]
internal enum OggPageFlags : byte
{
    None = 0,
    Continued = 1,
    First = 2,
    Last = 4,
}

/// <summary>The page checksum: CRC-32 with polynomial 04c11db7, not reflected, start 0, no final xor (RFC 3533 6, field 7).</summary>
internal static class OggChecksum
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes) => Continue(0, bytes);

    public static uint Continue(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            sum = (sum << 8) ^ Table[(sum >> 24) ^ value];
        }

        return sum;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value << 1) ^ ((value & 0x80000000) != 0 ? 0x04c11db7u : 0u);
            }

            table[i] = value;
        }

        return table;
    }
}
