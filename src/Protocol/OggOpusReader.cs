using System.Buffers;
using System.Buffers.Binary;

namespace CloudBroadcast.Protocol;

/// <summary>Reads one Ogg Opus file page by page and stops at the first thing that is not as RFC 7845 and this system want it.</summary>
public sealed class OggOpusReader(Stream stream, OggOpusLimits limits)
{
    // Tags may hold a picture and run over pages (RFC 7845 5.2); ours have none.
    private const int MaxHeaderBytes = 1024 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _packets = [];
    private readonly ArrayBufferWriter<byte> _open = new();
    private uint _serial;
    private uint _sequence;
    private long _bytes;
    private int _preSkip;
    private int _headers;
    private long _lastGranule;
    private bool _packetOpen;
    private long _taken;

    /// <summary>What was wrong, after an answer of false.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Whether the file was read to its end and found whole.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads the whole file.</summary>
    internal bool TryRead(out OggOpusAudio? audio)
    {
        audio = null;
        while (!IsAtEnd)
        {
            if (!TryReadOn())
            {
                return false;
            }
        }

        audio = new OggOpusAudio(_packets, _preSkip, _lastGranule - _preSkip);
        return true;
    }

    /// <summary>Reads on by a page and gives the packets that end in it, so that a long file need not be held whole.</summary>
    public bool TryReadPage(out IReadOnlyList<ReadOnlyMemory<byte>> packets)
    {
        packets = [];
        if (!TryReadOn())
        {
            return false;
        }

        packets = [.. _packets];
        _taken += _packets.Count;
        _packets.Clear();
        return true;
    }

    private bool TryReadOn()
    {
        if (OggPage.Read(stream, out var problem) is not { } page)
        {
            return Refuse(problem.Length > 0 ? problem : _sequence == 0 ? "the file is empty" : "the file ends before its last page");
        }

        if (!TakePage(page))
        {
            return false;
        }

        IsAtEnd = page.Flags.HasFlag(OggPageFlags.Last);
        return !IsAtEnd || CheckEnd();
    }

    private bool TakePage(OggPage page)
    {
        _bytes += OggPage.HeaderBytes + page.Lacing.Length + page.Body.Length;
        if (_bytes > limits.MaxBytes)
        {
            return Refuse($"larger than {limits.MaxBytes} bytes");
        }

        if (_sequence == 0)
        {
            _serial = page.Serial;
        }

        if (page.Serial != _serial || page.Sequence != _sequence || page.Flags.HasFlag(OggPageFlags.First) != (_sequence == 0))
        {
            return Refuse($"page {page.Sequence} of stream {page.Serial:x8} where page {_sequence} of {_serial:x8} is due");
        }

        if (page.Flags.HasFlag(OggPageFlags.Continued) != _packetOpen)
        {
            return Refuse($"page {page.Sequence} does not go on where the one before it stopped");
        }

        _sequence++;
        return TakePackets(page) && CheckGranule(page);
    }

    private bool TakePackets(OggPage page)
    {
        var start = 0;
        var end = 0;
        foreach (var value in page.Lacing)
        {
            end += value;
            if (value == 255)
            {
                continue;
            }

            if (!TakePacket(page.Body.AsMemory(start, end - start)))
            {
                return false;
            }

            start = end;
        }

        _packetOpen = page.Lacing is [.., 255];
        _open.Write(page.Body.AsSpan(start, end - start));
        var limit = _headers < 2 ? MaxHeaderBytes : Opus.MaxPacketBytes;
        return _open.WrittenCount <= limit || Refuse($"a packet of more than {limit} bytes");
    }

    private bool TakePacket(ReadOnlyMemory<byte> tail)
    {
        var packet = tail;
        if (_open.WrittenCount > 0)
        {
            _open.Write(tail.Span);
            packet = _open.WrittenSpan.ToArray();
            _open.ResetWrittenCount();
        }

        return _headers switch
        {
            0 => TakeHead(packet.Span),
            1 => TakeTags(packet.Span),
            _ => TakeAudio(packet),
        };
    }

    private bool TakeHead(ReadOnlySpan<byte> head)
    {
        _headers++;
        if (head.Length < 19 || !head.StartsWith("OpusHead"u8) || head[8] > 15)
        {
            return Refuse("no Opus stream in it");
        }

        _preSkip = BinaryPrimitives.ReadUInt16LittleEndian(head[10..]);
        var gain = BinaryPrimitives.ReadInt16LittleEndian(head[16..]);
        return (head[9] == 1 && head[18] == 0 && gain == 0) ||
            Refuse($"{head[9]} channels, mapping {head[18]}, output gain {gain}; one channel, mapping 0, gain 0 are allowed");
    }

    private bool TakeTags(ReadOnlySpan<byte> tags)
    {
        _headers++;
        return tags.StartsWith("OpusTags"u8) || Refuse("no OpusTags after the head");
    }

    private bool TakeAudio(ReadOnlyMemory<byte> packet)
    {
        if (!OpusPacket.IsTwentyMilliseconds(packet.Span, out var problem))
        {
            return Refuse(problem);
        }

        _packets.Add(packet);
        return TimeSpan.FromSeconds((double)SamplesRead / Opus.SampleRate) <= limits.MaxLength ||
            Refuse($"longer than {limits.MaxLength}");
    }

    private long SamplesRead => (_taken + _packets.Count) * Opus.SamplesPerPacket;

    // RFC 7845 4: the granule counts all samples up to the last packet that ends on the page; only the last page may trim.
    private bool CheckGranule(OggPage page)
    {
        if (page.Granule == OggPage.NoGranule || SamplesRead == 0)
        {
            return true;
        }

        var last = page.Flags.HasFlag(OggPageFlags.Last);
        var right = last ? page.Granule >= _lastGranule && page.Granule <= SamplesRead : page.Granule == SamplesRead;
        _lastGranule = page.Granule;
        return right || Refuse($"page {page.Sequence} says it ends at sample {page.Granule}, its packets end at {SamplesRead}");
    }

    private bool CheckEnd()
    {
        if (_packetOpen || SamplesRead == 0 || _lastGranule < _preSkip)
        {
            return Refuse(_packetOpen ? "the last packet is cut off" : "no sound in it");
        }

        return stream.ReadByte() < 0 || Refuse("something follows the last page");
    }

    private bool Refuse(string problem)
    {
        Problem = problem;
        return false;
    }
}
