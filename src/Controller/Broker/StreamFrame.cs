using System.Text;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broker;

/// <summary>One bundle as a PUBLISH of QoS 0, serialised once for all who hear the stream.</summary>
internal sealed class StreamFrame
{
    private const byte PublishHead = 0x30;
    private readonly byte[] _version4;
    private readonly byte[] _version5;

    public StreamFrame(Guid streamId, ReadOnlyMemory<byte> bundle)
    {
        var topic = Encoding.ASCII.GetBytes(Topics.Stream(streamId));
        _version4 = Serialised(topic, [], bundle.Span);
        _version5 = Serialised(topic, [0], bundle.Span);
    }

    /// <summary>The bytes for a session of MQTT 5 or 3.1.1: the former has an empty list of properties (MQTT 5 section 3.3.2.3).</summary>
    public ReadOnlyMemory<byte> BytesFor(bool version5) => version5 ? _version5 : _version4;

    private static byte[] Serialised(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> bundle)
    {
        var length = 2 + topic.Length + properties.Length + bundle.Length;
        return [PublishHead, .. LengthBytes(length), 0, (byte)topic.Length, .. topic, .. properties, .. bundle];
    }

    // MQTT 3.1.1 section 2.2.3: seven bits a byte, the lowest first.
    private static List<byte> LengthBytes(int length)
    {
        var bytes = new List<byte>(4);
        do
        {
            var part = (byte)(length & 0x7F);
            length >>= 7;
            bytes.Add(length > 0 ? (byte)(part | 0x80) : part);
        }
        while (length > 0);
        return bytes;
    }
}
