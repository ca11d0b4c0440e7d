using System.Buffers;
using System.Buffers.Binary;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// What a CONNECT must say in its variable head (MQTT 3.1.1 section 3.1.2, MQTT 5 section 3.1.2): session clean, no will,
/// keep-alive 5 to 60 seconds.
/// </summary>
internal static class ConnectRules
{
    private const byte ConnectHead = 0x10;
    private const byte CleanSession = 0x02;
    private const byte Will = 0x04;
    private const ushort MinKeepAliveSeconds = 5;
    private const ushort MaxKeepAliveSeconds = 60;

    // Length of the name (2), "MQTT" (4), version (1), flags (1), keep-alive (2).
    private const int HeadBytes = 10;

    /// <summary>The first rule that is broken, or null, also while too little of the packet is there.</summary>
    public static string? ProblemOf(byte head, ReadOnlySequence<byte> rest)
    {
        if (head != ConnectHead)
        {
            return "The first packet is no CONNECT.";
        }

        if (rest.Length < HeadBytes)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[HeadBytes];
        rest.Slice(0, HeadBytes).CopyTo(bytes);
        var keepAlive = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        return !bytes[..6].SequenceEqual("\0\u0004MQTT"u8) ? "MQTT 3.1.1 or 5 is needed."
            : (bytes[7] & Will) != 0 ? "A will is not allowed."
            : (bytes[7] & CleanSession) == 0 ? "The session must be clean."
            : keepAlive is < MinKeepAliveSeconds or > MaxKeepAliveSeconds
                ? $"The keep-alive is \"{keepAlive}\" s. Allowed: {MinKeepAliveSeconds} to {MaxKeepAliveSeconds}."
            : null;
    }
}
