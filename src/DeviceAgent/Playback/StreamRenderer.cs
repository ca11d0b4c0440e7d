using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// Gives the samples of a broadcast by their number, decoding packet after packet; what is missing is concealed for a
/// little while and then silent. One thread at a time.
/// </summary>
internal sealed class StreamRenderer(PlayoutPlan plan, JitterBuffer packets) : IDisposable
{
    /// <summary>Missing packets in a row that the decoder makes up; it has nothing left to say after 100 ms.</summary>
    public const int MostConcealed = 5;

    // RFC 7845 section 4.6: a decoder that begins in the middle is right again after 80 ms.
    private const int PrerollPackets = 4;

    private readonly OpusDecoder _decoder = new();
    private readonly short[] _frame = new short[Opus.SamplesPerPacket];
    private long _current = -1;
    private long _counted = -1;
    private long _reached;
    private int _missing;
    private bool _hasVoice;

    /// <summary>Packets decoded from what came.</summary>
    public long Played { get; private set; }

    /// <summary>Packets made up.</summary>
    public long Concealed { get; private set; }

    /// <summary>Packets that were silence because theirs did not come in time, or that were passed over.</summary>
    public long Missed { get; private set; }

    /// <summary>The first sample that was decoded from what came.</summary>
    public long? FirstHeard { get; private set; }

    /// <summary>Fills <paramref name="into"/> with the samples from <paramref name="sample"/> on; after the end with silence.</summary>
    public void Render(long sample, Span<short> into)
    {
        PassOver(sample);
        while (!into.IsEmpty && sample < plan.Length)
        {
            var spot = plan.At(sample);
            if (spot.Packet != _current)
            {
                Load(spot);
                FirstHeard ??= Played > 0 ? sample : null;
            }

            var count = Math.Min(spot.Count, into.Length);
            _frame.AsSpan(spot.Offset, count).CopyTo(into);
            into = into[count..];
            sample += count;
            _reached = Math.Max(_reached, sample);
        }

        into.Clear();
    }

    /// <summary>Counts as missed what was never rendered before <paramref name="sample"/>.</summary>
    public void PassOver(long sample)
    {
        var next = sample < plan.Length ? plan.At(sample).Packet : long.MaxValue;
        for (var passed = _reached; passed < Math.Min(sample, plan.Length);)
        {
            var spot = plan.At(passed);
            Missed += spot.Packet < next ? Count(spot.Packet) : 0;
            passed += spot.Count;
        }

        _reached = Math.Max(_reached, sample);
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private void Load(PacketSpot spot)
    {
        if (_current < spot.ItemPacket || spot.Packet != _current + 1)
        {
            Enter(spot);
        }

        _current = spot.Packet;
        var packet = packets.Take(spot.Packet);
        if (packet is { IsEmpty: true })
        {
            Hush();
            Played += Count(spot.Packet);
        }
        else if (packet is { } data && _decoder.TryDecode(data.Span, _frame))
        {
            ComeBack();
            Played += Count(spot.Packet);
        }
        else
        {
            Miss(Count(spot.Packet));
        }
    }

    // Begins anew at an item's begin or in its middle: what leads to the packet is decoded and not heard.
    private void Enter(PacketSpot spot)
    {
        _decoder.Reset();
        _hasVoice = false;
        _missing = 0;
        var lead = spot.IsItemBegin ? spot.Lead : PrerollPackets;
        for (var index = Math.Max(spot.ItemPacket, spot.Packet - lead); index < spot.Packet; index++)
        {
            var isDecoded = packets.Take(index) is { IsEmpty: false } data && _decoder.TryDecode(data.Span, _frame);
            _hasVoice |= isDecoded;
            Played += isDecoded && spot.IsItemBegin ? Count(index) : 0;
        }
    }

    // 1 for a packet that comes for the first time, 0 where playout went back over it.
    private int Count(long packet)
    {
        if (packet <= _counted)
        {
            return 0;
        }

        _counted = packet;
        return 1;
    }

    private void ComeBack()
    {
        if (_missing > MostConcealed)
        {
            Ramp(_frame, from: 0, to: 1);
        }

        _missing = 0;
        _hasVoice = true;
    }

    private void Miss(int count)
    {
        _missing = _hasVoice ? _missing + 1 : MostConcealed + 2;
        if (_missing <= MostConcealed)
        {
            _decoder.Conceal(_frame);
            Concealed += count;
            return;
        }

        FallSilent(isFirst: _missing == MostConcealed + 1);
        Missed += count;
    }

    // Silence that was sent: sounds like a miss, and is none.
    private void Hush()
    {
        FallSilent(isFirst: _hasVoice && _missing <= MostConcealed);
        _missing = MostConcealed + 2;
    }

    private void FallSilent(bool isFirst)
    {
        if (isFirst)
        {
            _decoder.Conceal(_frame);
            Ramp(_frame, from: 1, to: 0);
        }
        else
        {
            _frame.AsSpan().Clear();
        }
    }

    private static void Ramp(Span<short> frame, double from, double to)
    {
        for (var index = 0; index < frame.Length; index++)
        {
            frame[index] = (short)(frame[index] * (from + (to - from) * (index + 1) / frame.Length));
        }
    }
}
