using System.Buffers.Binary;

namespace CloudBroadcast.Controller.Areas.Map;

/// <summary>Why a file can't be the map.</summary>
internal enum MapPictureFault
{
    /// <summary>Neither PNG nor JPEG, or a broken one.</summary>
    Form,

    /// <summary>More bytes than <see cref="MapPicture.MostBytes"/>.</summary>
    Bytes,

    /// <summary>A side outside of <see cref="MapPicture.ShortestSide"/> to <see cref="MapPicture.LongestSide"/>.</summary>
    Size,
}

/// <summary>What the head of a picture says: its type for browsers and its size in pixels. Pure; nothing of the picture is decoded.</summary>
internal sealed record MapPicture(string ContentType, int Width, int Height)
{
    public const int MostBytes = 4 * 1024 * 1024;
    public const int ShortestSide = 200;
    public const int LongestSide = 8_000;

    private const int PngHead = 33;
    private const byte Marker = 0xFF;
    private static readonly byte[] PngBegin = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] PngEnd = [(byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>The picture, or why it is none that can be taken.</summary>
    public static (MapPicture? Picture, MapPictureFault Fault) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > MostBytes)
        {
            return (null, MapPictureFault.Bytes);
        }

        return (Png(file) ?? Jpeg(file)) switch
        {
            null => (null, MapPictureFault.Form),
            { IsOfGoodSize: false } => (null, MapPictureFault.Size),
            var picture => (picture, default),
        };
    }

    private bool IsOfGoodSize => Width is >= ShortestSide and <= LongestSide && Height is >= ShortestSide and <= LongestSide;

    // Signature, then the chunk IHDR with length, name, width and height; IEND with its checksum is the end.
    private static MapPicture? Png(ReadOnlySpan<byte> file) =>
        file.Length > PngHead && file.StartsWith(PngBegin) && file[12..16].SequenceEqual("IHDR"u8) && file.EndsWith(PngEnd)
            ? new MapPicture("image/png", Number(file[16..20]), Number(file[20..24]))
            : null;

    // Segments, each with its length, until the one that begins a frame: length, precision, height, width.
    private static MapPicture? Jpeg(ReadOnlySpan<byte> file)
    {
        if (file.Length < 4 || file[0] != Marker || file[1] != 0xD8 || file[^2] != Marker || file[^1] != 0xD9)
        {
            return null;
        }

        var at = 2;
        while (at + 9 <= file.Length && file[at] == Marker)
        {
            var kind = file[at + 1];
            if (IsFrame(kind))
            {
                return new MapPicture("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            }

            // A marker may be filled up with further FF.
            at += kind == Marker ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return null;
    }

    // SOF0 to SOF15 without the tables DHT, JPG and DAC, which lie among them.
    private static bool IsFrame(byte kind) => kind is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static int Number(ReadOnlySpan<byte> four) => BinaryPrimitives.ReadUInt32BigEndian(four) is <= int.MaxValue and var number ? (int)number : int.MaxValue;
}
