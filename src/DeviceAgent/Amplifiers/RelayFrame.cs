using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>What a relay frame says; the page is <c>docs/wire/relay-frame.md</c>.</summary>
internal enum RelayMessage : byte
{
    Hello = 0x01,
    Set = 0x02,
    Query = 0x03,
    SetCap = 0x04,
    Measure = 0x05,
    SelfTest = 0x06,
    Version = 0x81,
    Status = 0x82,
    Measures = 0x83,
    Tested = 0x84,
    Refused = 0xE0,
}

/// <summary>One frame between agent and relay bridge, as it stands between two zero bytes on the serial line.</summary>
internal readonly record struct RelayFrame(byte Sequence, RelayMessage Type, ReadOnlyMemory<byte> Payload)
{
    public const byte ProtocolVersion = 1;
    public const int MaxPayload = 32;

    /// <summary>Longest frame with its COBS byte, without the delimiter.</summary>
    public const int MaxStuffed = Overhead + MaxPayload + 1;

    private const int HeaderLength = 3;
    private const int Overhead = HeaderLength + sizeof(ushort);

    /// <summary>The bytes for the line, with the delimiter.</summary>
    public byte[] Encode()
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Payload.Length, MaxPayload);
        Span<byte> plain = stackalloc byte[Overhead + Payload.Length];
        plain[0] = ProtocolVersion;
        plain[1] = Sequence;
        plain[2] = (byte)Type;
        Payload.Span.CopyTo(plain[HeaderLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(plain[^sizeof(ushort)..], Crc16.Of(plain[..^sizeof(ushort)]));

        Span<byte> stuffed = stackalloc byte[MaxStuffed + 1];
        var length = Cobs.Encode(plain, stuffed);
        stuffed[length] = 0;
        return stuffed[..(length + 1)].ToArray();
    }

    /// <summary>Reads one whole frame; <paramref name="bytes"/> end with the delimiter.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out RelayFrame frame, [NotNullWhen(false)] out string? problem)
    {
        frame = default;
        Span<byte> plain = stackalloc byte[MaxStuffed];
        problem = Unstuff(bytes, plain, out var length) ?? Check(plain[..length]);
        if (problem is not null)
        {
            return false;
        }

        var payload = plain[HeaderLength..(length - sizeof(ushort))].ToArray();
        frame = new RelayFrame(plain[1], (RelayMessage)plain[2], payload);
        return true;
    }

    private static string? Unstuff(ReadOnlySpan<byte> bytes, Span<byte> plain, out int length)
    {
        length = 0;
        if (bytes.IsEmpty || bytes[^1] != 0)
        {
            return "the frame does not end with 00";
        }

        if (bytes.Length - 1 > MaxStuffed)
        {
            return $"the frame has {bytes.Length - 1} bytes, at most {MaxStuffed} are allowed";
        }

        return Cobs.TryDecode(bytes[..^1], plain, out length) ? null : "the COBS coding is broken";
    }

    private static string? Check(ReadOnlySpan<byte> plain)
    {
        if (plain.Length is < Overhead or > Overhead + MaxPayload)
        {
            return $"the frame holds {plain.Length} bytes, {Overhead} to {Overhead + MaxPayload} are allowed";
        }

        var said = BinaryPrimitives.ReadUInt16BigEndian(plain[^sizeof(ushort)..]);
        var counted = Crc16.Of(plain[..^sizeof(ushort)]);
        if (said != counted)
        {
            return $"the CRC says {said:X4}, the bytes give {counted:X4}";
        }

        return plain[0] == ProtocolVersion ? null : $"the frame's version is {plain[0]}, not {ProtocolVersion}";
    }
}
