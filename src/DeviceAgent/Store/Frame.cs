using System.Buffers.Binary;
using System.Numerics;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// One record in a file that only grows: <c>CB F7 | length u32 | crc32c u32 | payload</c>, big-endian; the sum covers length
/// and payload. The mark lets a reader find the next record behind a damaged one.
/// </summary>
internal static class Frame
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderSize = 10;

    /// <summary>No payload is longer.</summary>
    public const int MaxPayload = 128 * 1024;

    private const ushort Mark = 0xCBF7;

    /// <summary>Wraps a payload.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayload);
        var frame = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, Mark);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(2), (uint)payload.Length);
        payload.CopyTo(frame.AsSpan(HeaderSize));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(6), Sum(frame.AsSpan(2, 4), payload));
        return frame;
    }

    /// <summary>Reads every whole record. <paramref name="end"/> is where the last one ends: what follows is a torn tail.</summary>
    public static List<ReadOnlyMemory<byte>> ReadAll(ReadOnlyMemory<byte> bytes, out int end, out bool damaged)
    {
        var payloads = new List<ReadOnlyMemory<byte>>();
        end = 0;
        damaged = false;
        for (var at = 0; at < bytes.Length;)
        {
            if (!TryRead(bytes[at..], out var payload))
            {
                at++;
                continue;
            }

            damaged |= at != end;
            payloads.Add(payload);
            at += HeaderSize + payload.Length;
            end = at;
        }

        return payloads;
    }

    private static bool TryRead(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        var span = bytes.Span;
        if (span.Length < HeaderSize || BinaryPrimitives.ReadUInt16BigEndian(span) != Mark)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(span[2..]);
        if (length > MaxPayload || length > span.Length - HeaderSize)
        {
            return false;
        }

        payload = bytes.Slice(HeaderSize, (int)length);
        return BinaryPrimitives.ReadUInt32BigEndian(span[6..]) == Sum(span.Slice(2, 4), payload.Span);
    }

    private static uint Sum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> payload)
    {
        var sum = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(length));
        foreach (var value in payload)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return ~sum;
    }
}
