using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>What happened to the bridge by itself.</summary>
[Flags]
internal enum BridgeFlags : byte
{
    None = 0,
    HoldExpired = 1,
    HardCap = 2,
    WatchdogReset = 4,
    LocalOverride = 8,
    AlertButton = 16,
}

/// <summary>STATUS: the bridge's answer to SET and QUERY.</summary>
// Relays: What is driven.
// Feedback: What the contacts read, 1 = closed.
// OnS: Seconds since the first relay of this run closed.
// DroppedFrames: Frames the bridge could not read since its reset; stays at 65535.
// UptimeMs: Since the reset; wraps after 49.7 days.
internal readonly record struct BridgeStatus(
    ushort Relays,
    ushort Feedback,
    BridgeFlags Flags,
    ushort HoldLeftMs,
    ushort OnS,
    ushort DroppedFrames,
    uint UptimeMs)
{
    public const int Length = 15;

    public byte[] Encode()
    {
        var payload = new byte[Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, Relays);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), Feedback);
        payload[4] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(5), HoldLeftMs);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(7), OnS);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(9), DroppedFrames);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(11), UptimeMs);
        return payload;
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, out BridgeStatus message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        problem = payload.Length == Length ? null : $"STATUS has {payload.Length} bytes, not {Length}";
        if (problem is not null)
        {
            return false;
        }

        message = new BridgeStatus(
            BinaryPrimitives.ReadUInt16BigEndian(payload),
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..]),
            (BridgeFlags)payload[4],
            BinaryPrimitives.ReadUInt16BigEndian(payload[5..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[7..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[9..]),
            BinaryPrimitives.ReadUInt32BigEndian(payload[11..]));
        return true;
    }
}
