using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>SET: hold these relays on, all others off, for so long unless it is renewed.</summary>
/// <param name="Relays">Bit 0 amplifier power, bits 1 to 8 zones.</param>
/// <param name="HoldMs">100 to 10000, or 0 for the bridge's default of 3 s.</param>
internal readonly record struct SetRelays(ushort Relays, ushort HoldMs)
{
    public const int Length = 4;
    public const int MinHoldMs = 100;
    public const int MaxHoldMs = 10_000;

    public byte[] Encode()
    {
        var payload = new byte[Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, Relays);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), HoldMs);
        return payload;
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, out SetRelays message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        problem = payload.Length == Length ? null : $"SET has {payload.Length} bytes, not {Length}";
        if (problem is not null)
        {
            return false;
        }

        message = new SetRelays(
            BinaryPrimitives.ReadUInt16BigEndian(payload),
            BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }
}
