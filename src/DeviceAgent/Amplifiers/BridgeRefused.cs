using System.Diagnostics.CodeAnalysis;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>Why the bridge did not do what a good frame asked.</summary>
internal enum RefusalCode : byte
{
    UnknownType = 1,
    BadLength = 2,
    OutOfRange = 3,
    HardCap = 4,
    RelaysOn = 5,
}

/// <summary>REFUSED: the bridge read the frame and did not do it.</summary>
internal readonly record struct BridgeRefused(RefusalCode Code, RelayMessage Type)
{
    public const int Length = 2;

    public byte[] Encode() => [(byte)Code, (byte)Type];

    public static bool TryDecode(ReadOnlySpan<byte> payload, out BridgeRefused message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        problem = payload.Length == Length ? null : $"REFUSED has {payload.Length} bytes, not {Length}";
        if (problem is not null)
        {
            return false;
        }

        message = new BridgeRefused((RefusalCode)payload[0], (RelayMessage)payload[1]);
        return true;
    }
}
