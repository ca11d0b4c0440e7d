using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>What the bridge's self-test found.</summary>
[Flags]
internal enum BridgeFaults : ushort
{
    None = 0,
    Memory = 1,
    Converter = 2,
    Supply = 4,
    Contacts = 8,
    Stack = 16,
}

/// <summary>TESTED: the bridge's answer to SELFTEST.</summary>
internal readonly record struct BridgeTested(BridgeFaults Faults)
{
    public const int Length = 2;

    public byte[] Encode()
    {
        var payload = new byte[Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)Faults);
        return payload;
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, out BridgeTested message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        problem = payload.Length == Length ? null : $"TESTED has {payload.Length} bytes, not {Length}";
        if (problem is not null)
        {
            return false;
        }

        message = new BridgeTested((BridgeFaults)BinaryPrimitives.ReadUInt16BigEndian(payload));
        return true;
    }
}
