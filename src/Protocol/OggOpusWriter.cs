using System.Buffers;
using System.Buffers.Binary;

namespace CloudBroadcast.Protocol;

/// <summary>Writes one Ogg Opus file packet by packet; the same packets always give the same bytes.</summary>
public sealed class OggOpusWriter
{
    // One logical stream a file, so a fixed serial can't collide (RFC 3533 4), and equal audio hashes equally.
    private const uint Serial = 0x434c4f55;

    // One second of audio a page, as RFC 7845 2 recommends at most.
    private const int PacketsPerPage = 50;

    private readonly Stream _stream;
    private readonly int _preSkip;
    private readonly List<byte> _lacing = [];
    private readonly ArrayBufferWriter<byte> _body = new();
    private uint _sequence;
    private long _samples;
    private int _packetsInPage;

    public OggOpusWriter(Stream stream, int preSkip)
    {
        _stream = stream;
        _preSkip = preSkip;
        WritePacketAsPage(Head(preSkip), OggPageFlags.First);
        WritePacketAsPage(Tags(), OggPageFlags.None);
    }

    /// <summary>Adds 20 ms of audio.</summary>
    public void Write(ReadOnlySpan<byte> packet)
    {
        if (!OpusPacket.IsTwentyMilliseconds(packet, out var problem))
        {
            throw new ArgumentException(problem, nameof(packet));
        }

        // A page is written only when more follows: the last one is Complete's, with its flag.
        if (_packetsInPage == PacketsPerPage || _lacing.Count + (packet.Length / 255) + 1 > OggPage.MaxSegments)
        {
            WritePage(OggPageFlags.None, _samples);
        }

        AddLacing(packet.Length);
        _body.Write(packet);
        _packetsInPage++;
        _samples += Opus.SamplesPerPacket;
    }

    /// <summary>Ends the file after so many audible samples (RFC 7845 4.4: the last granule trims the padding).</summary>
    public void Complete(long lengthSamples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthSamples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthSamples, _samples - _preSkip);
        WritePage(OggPageFlags.Last, lengthSamples + _preSkip);
        _stream.Flush();
    }

    private void WritePacketAsPage(byte[] packet, OggPageFlags flags)
    {
        AddLacing(packet.Length);
        _body.Write(packet);
        WritePage(flags, granule: 0);
    }

    private void AddLacing(int length)
    {
        for (; length >= 255; length -= 255)
        {
            _lacing.Add(255);
        }

        _lacing.Add((byte)length);
    }

    private void WritePage(OggPageFlags flags, long granule)
    {
        var page = new OggPage(flags, granule, Serial, _sequence++, [.. _lacing], _body.WrittenSpan.ToArray());
        _stream.Write(page.Encode());
        _lacing.Clear();
        _body.ResetWrittenCount();
        _packetsInPage = 0;
    }

    // RFC 7845 5.1: version 1, one channel, mapping family 0, no output gain.
    private static byte[] Head(int preSkip)
    {
        var head = new byte[19];
        "OpusHead"u8.CopyTo(head);
        head[8] = 1;
        head[9] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(10), checked((ushort)preSkip));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(12), Opus.SampleRate);
        return head;
    }

    // RFC 7845 5.2: a vendor string and no comments; no library version, so that equal audio hashes equally.
    private static byte[] Tags()
    {
        var vendor = "CloudBroadcast"u8;
        var tags = new byte[8 + 4 + vendor.Length + 4];
        "OpusTags"u8.CopyTo(tags);
        BinaryPrimitives.WriteUInt32LittleEndian(tags.AsSpan(8), (uint)vendor.Length);
        vendor.CopyTo(tags.AsSpan(12));
        return tags;
    }
}
