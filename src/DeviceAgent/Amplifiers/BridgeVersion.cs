using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>VERSION: who answers at the other end of the serial line.</summary>
// ResetCause: MCUSR: 1 power-on, 2 external, 4 brown-out, 8 watchdog.
internal readonly record struct BridgeVersion(
    byte Protocol,
    byte FirmwareMajor,
    byte FirmwareMinor,
    byte FirmwarePatch,
    byte RelayCount,
    byte FeedbackCount,
    byte ResetCause,
    ushort HardCapS)
{
    public const int Length = 9;

    public string Firmware => $"{FirmwareMajor}.{FirmwareMinor}.{FirmwarePatch}";

    public byte[] Encode()
    {
        byte[] payload = [Protocol, FirmwareMajor, FirmwareMinor, FirmwarePatch, RelayCount, FeedbackCount, ResetCause, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(7), HardCapS);
        return payload;
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, out BridgeVersion message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        problem = payload.Length == Length ? null : $"VERSION has {payload.Length} bytes, not {Length}";
        if (problem is not null)
        {
            return false;
        }

        message = new BridgeVersion(
            payload[0],
            payload[1],
            payload[2],
            payload[3],
            payload[4],
            payload[5],
            payload[6],
            BinaryPrimitives.ReadUInt16BigEndian(payload[7..]));
        return true;
    }
}
