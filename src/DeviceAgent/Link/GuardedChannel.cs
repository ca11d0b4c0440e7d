using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Channel;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Implementations;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>
/// Reads over the client's shoulder what comes from a broker that may be a thief: a packet that announces more than any message
/// of ours ends the connection before anybody makes room for it, and no more messages are read than are taken. The client has
/// neither limit: it allocates what five bytes announce (up to 256 MB), and queues messages without end.
/// </summary>
internal sealed class GuardedChannel(IMqttChannel line, SemaphoreSlim room) : IMqttChannel
{
    /// <summary>The longest packet that is read, in bytes after its fixed header; the longest message is a document of 64 KiB.</summary>
    public const int LongestPacket = 128 * 1024;

    /// <summary>Messages that are read and not yet taken, at most.</summary>
    public const int MessagesAhead = 64;

    private const int PublishType = 3;

    private byte _first;
    private int _headerBytes;
    private int _length;
    private int _bodyLeft;

    public X509Certificate2 ClientCertificate => line.ClientCertificate;

    public EndPoint RemoteEndPoint => line.RemoteEndPoint;

    public EndPoint LocalEndPoint => line.LocalEndPoint;

    public bool IsSecureConnection => line.IsSecureConnection;

    public Task ConnectAsync(CancellationToken cancellationToken) => line.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => line.DisconnectAsync(cancellationToken);

    public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken) =>
        line.WriteAsync(buffer, isEndOfPacket, cancellationToken);

    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var read = await line.ReadAsync(buffer, offset, count, cancellationToken);
        for (var at = offset; at < offset + read;)
        {
            if (_bodyLeft > 0)
            {
                var body = Math.Min(_bodyLeft, offset + read - at);
                _bodyLeft -= body;
                at += body;
            }
            else if (TakeHeader(buffer[at++]) && _first >> 4 == PublishType)
            {
                await room.WaitAsync(cancellationToken);
            }
        }

        return read;
    }

    public void Dispose() => line.Dispose();

    // MQTT 3.1.1, section 2.2: a byte of type and flags, then the length, seven bits a byte, the lowest first, in at most four.
    private bool TakeHeader(byte value)
    {
        if (_headerBytes++ == 0)
        {
            (_first, _length) = (value, 0);
            return false;
        }

        _length |= (value & 127) << (7 * (_headerBytes - 2));
        if (_length > LongestPacket || _headerBytes > 5)
        {
            throw new MqttProtocolViolationException($"The broker announced a packet of more than {LongestPacket} bytes.");
        }

        if (value > 127)
        {
            return false;
        }

        (_headerBytes, _bodyLeft) = (0, _length);
        return true;
    }

    /// <summary>Makes the client's adapters with the guard in them.</summary>
    internal sealed class Factory(SemaphoreSlim room) : IMqttClientAdapterFactory
    {
        public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger) =>
            new MqttChannelAdapter(
                new GuardedChannel(new MqttTcpChannel(options), room),
                new MqttPacketFormatterAdapter(options.ProtocolVersion, new MqttBufferWriter(options.WriterBufferSize, options.WriterBufferSizeMax)),
                logger)
            {
                AllowPacketFragmentation = options.AllowPacketFragmentation,
                PacketInspector = packetInspector,
            };
    }
}
