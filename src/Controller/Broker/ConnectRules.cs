using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// What a CONNECT must say (MQTT 3.1.1 section 3.1, MQTT 5 section 3.1.2): session clean, keep-alive 5 to 60 seconds, and no
/// will but the empty one that says that this very gateway is gone.
/// </summary>
internal static class ConnectRules
{
    private const byte ConnectHead = 0x10;
    private const byte CleanSession = 0x02;
    private const byte Will = 0x04;
    private const byte WillRetained = 0x20;
    private const byte Version311 = 4;
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
            : (bytes[7] & Will) != 0 && !IsFarewell(bytes[6], bytes[7], rest.Slice(HeadBytes)) ? "A will is not allowed, but an empty one on the gateway's own topic \"gone\"."
            : (bytes[7] & CleanSession) == 0 ? "The session must be clean."
            : keepAlive is < MinKeepAliveSeconds or > MaxKeepAliveSeconds
                ? $"The keep-alive is \"{keepAlive}\" s. Allowed: {MinKeepAliveSeconds} to {MaxKeepAliveSeconds}."
            : null;
    }

    // True, too, while too little of it is there: the packet is looked at again when more has come.
    private static bool IsFarewell(byte version, byte flags, ReadOnlySequence<byte> payload)
    {
        var reader = new SequenceReader<byte>(payload);
        if (version != Version311 || (flags & WillRetained) != 0)
        {
            return false;
        }

        if (!TryReadText(ref reader, out var client) || !TryReadText(ref reader, out var topic) || !reader.TryReadBigEndian(out short length))
        {
            return true;
        }

        return length == 0 && Topics.IsGatewayId(client) && topic == Topics.GatewayGone(client);
    }

    private static bool TryReadText(ref SequenceReader<byte> reader, out string text)
    {
        text = "";
        if (!reader.TryReadBigEndian(out short length) || !reader.TryReadExact(unchecked((ushort)length), out var bytes))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes);
        return true;
    }
}
