using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// Gives the samples of a broadcast by their number, decoding packet after packet; what is missing is concealed for a
/// little while and then silent. Of live talk that plays later than planned a sample's number counts what was put in between.
/// One thread at a time.
/// </summary>
internal sealed class StreamRenderer(PlayoutPlan plan, JitterBuffer packets, LiveDelay? delay = null) : IDisposable
{
    /// <summary>Missing packets in a row that the decoder makes up; it has nothing left to say after 100 ms.</summary>
    public const int MostConcealed = 5;

    // RFC 7845 section 4.6: a decoder that begins in the middle is right again after 80 ms.
    private const int PrerollPackets = 4;

    // -40 dBFS: between words.
    private const int Quiet = short.MaxValue / 100;

    private readonly OpusDecoder _decoder = new();
    private readonly short[] _frame = new short[Opus.SamplesPerPacket];
    private readonly short[] _between = new short[Opus.SamplesPerPacket];
    private long _current = -1;
    private long _counted = -1;
    private long _reached;
    private int _missing;
    private bool _hasVoice;
    private bool _isQuiet = true;
    private bool _isWaiting;
    private bool _isClosed;
    private long _betweenEnd;

    /// <summary>Packets decoded from what came.</summary>
    public long Played { get; private set; }

    /// <summary>Packets made up.</summary>
    public long Concealed { get; private set; }

    /// <summary>Packets that were silence because theirs did not come in time, or that were passed over.</summary>
    public long Missed { get; private set; }

    /// <summary>The first sample that was decoded from what came.</summary>
    public long? FirstHeard { get; private set; }

    /// <summary>Samples put in between so far, less those taken out.</summary>
    public long Held => delay?.Held ?? 0;

    /// <summary>Everything that will come is there: there is nothing to wait for any more.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Fills <paramref name="into"/> with the samples from <paramref name="sample"/> on; after the end with silence.</summary>
    public void Render(long sample, Span<short> into)
    {
        PassOver(Math.Max(0, sample - Held));
        while (!into.IsEmpty && sample - Held < plan.Length)
        {
            var piece = Next(sample);
            var count = Math.Min(piece.Length, into.Length);
            piece[..count].CopyTo(into);
            into = into[count..];
            sample += count;
            _reached = Math.Max(_reached, sample - Held);
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

    // The samples from one on: what stands between, or of the packet that holds it.
    private ReadOnlySpan<short> Next(long sample)
    {
        if (sample < Held)
        {
            _between.AsSpan().Clear();
            return _between.AsSpan(0, (int)Math.Min(Held - sample, _between.Length));
        }

        if (sample < _betweenEnd && sample >= _betweenEnd - _between.Length)
        {
            return _between.AsSpan((int)(sample + _between.Length - _betweenEnd));
        }

        var spot = plan.At(sample - Held);
        if (spot.Packet != _current)
        {
            if (delay is not null && MustWait(spot.Packet, delay))
            {
                PutBetween(sample, spot.Packet, delay);
                return _between;
            }

            Load(spot);
            FirstHeard ??= Played > 0 ? sample : null;
            if (delay is not null && TryTakeOut(sample, spot, delay))
            {
                spot = plan.At(sample - Held);
            }
        }

        return _frame.AsSpan(spot.Offset, spot.Count);
    }

    // Where it ran dry it waits for as long as the line seems to need, once; and where more is needed it waits in a pause.
    private bool MustWait(long packet, LiveDelay delay)
    {
        _isWaiting = !_isClosed && (packets.IsAwaited(packet) ? delay.HasRoom : (_isWaiting || _isQuiet) && delay.Held < delay.Target);
        return _isWaiting;
    }

    private void PutBetween(long sample, long packet, LiveDelay delay)
    {
        _hasVoice &= packet == _current + 1;
        Miss(_between, count: _isQuiet ? 0 : 1);
        delay.Grow();
        _betweenEnd = sample + _between.Length;
    }

    // In a pause a packet is left out: it fades into the one behind it.
    private bool TryTakeOut(long sample, PacketSpot spot, LiveDelay delay)
    {
        var wasQuiet = _isQuiet;
        _isQuiet = Samples.Loudest(_frame) < Quiet;
        if (_isClosed || !wasQuiet || !_isQuiet || spot.Offset != 0 || !packets.Holds(spot.Packet + 1) || !delay.TryShrink(sample))
        {
            return false;
        }

        _frame.CopyTo(_between, 0);
        Load(plan.At(sample - Held));
        _isQuiet = Samples.Loudest(_frame) < Quiet;
        Ramp(_frame, from: 0, to: 1);
        Ramp(_between, from: 1, to: 0);
        for (var index = 0; index < _frame.Length; index++)
        {
            _frame[index] += _between[index];
        }

        return true;
    }

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
            Miss(_frame, Count(spot.Packet));
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

    private void Miss(Span<short> frame, int count)
    {
        _missing = _hasVoice ? _missing + 1 : MostConcealed + 2;
        if (_missing <= MostConcealed)
        {
            _decoder.Conceal(frame);
            Concealed += count;
            return;
        }

        FallSilent(frame, isFirst: _missing == MostConcealed + 1);
        Missed += count;
    }

    // Silence that was sent: sounds like a miss, and is none.
    private void Hush()
    {
        FallSilent(_frame, isFirst: _hasVoice && _missing <= MostConcealed);
        _missing = MostConcealed + 2;
    }

    private void FallSilent(Span<short> frame, bool isFirst)
    {
        if (isFirst)
        {
            _decoder.Conceal(frame);
            Ramp(frame, from: 1, to: 0);
        }
        else
        {
            frame.Clear();
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
