using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>SETCAP: the longest run that the bridge allows from now on, kept in its own memory.</summary>
/// <param name="CapS">60 to 14400.</param>
internal readonly record struct SetHardCap(ushort CapS)
{
    public const int Length = 2;
    public const int MinCapS = 60;
    public const int MaxCapS = 14_400;

    public byte[] Encode()
    {
        var payload = new byte[Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, CapS);
        return payload;
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, out SetHardCap message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        problem = payload.Length == Length ? null : $"SETCAP has {payload.Length} bytes, not {Length}";
        if (problem is not null)
        {
            return false;
        }

        message = new SetHardCap(BinaryPrimitives.ReadUInt16BigEndian(payload));
        return true;
    }
}
