using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>What was said in a talk, packet by packet; one thread at a time.</summary>
internal sealed class TalkRecording
{
    /// <summary>What libopus's encoder lags behind in browsers (measured: the OpusHead that WebCodecs gives).</summary>
    public const int BrowserPreSkip = 312;

    // 20 ms of silence: a CELT frame of full band with nothing in it (RFC 6716, 3.1 and 4.3).
    private static readonly ReadOnlyMemory<byte> Silence = new byte[] { 0xF8, 0xFF, 0xFE };

    private readonly List<ReadOnlyMemory<byte>> _packets = [];
    private int _preSkip;
    private uint? _last;

    /// <summary>How long was spoken.</summary>
    public TimeSpan Length => TimeSpan.FromMicroseconds(_packets.Count * Opus.PacketUs);

    /// <summary>Adds a packet; numbers that were left out are silence.</summary>
    public void Add(uint number, ReadOnlyMemory<byte> packet, int preSkip)
    {
        for (var missing = _last is { } last ? number - last - 1 : 0; missing > 0; missing--)
        {
            _packets.Add(Silence);
        }

        _packets.Add(packet);
        (_last, _preSkip) = (number, preSkip);
    }

    /// <summary>It as an Ogg Opus file; null when it is too short to be one.</summary>
    public MemoryStream? ToFile()
    {
        var samples = _packets.Count * (long)Opus.SamplesPerPacket - _preSkip;
        if (samples <= 0)
        {
            return null;
        }

        var file = new MemoryStream();
        var writer = new OggOpusWriter(file, _preSkip);
        _packets.ForEach(packet => writer.Write(packet.Span));
        writer.Complete(samples);
        file.Position = 0;
        return file;
    }
}
