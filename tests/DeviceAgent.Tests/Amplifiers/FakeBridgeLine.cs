using System.Threading.Channels;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>A serial line with a bridge in memory at its end: obedient, or silent, or answering what a test wants.</summary>
internal sealed class FakeBridgeLine : Stream
{
    private Channel<byte[]> _answers = Channel.CreateUnbounded<byte[]>();
    private ushort _relays;

    /// <summary>What was asked, in words: <c>HELLO</c>, <c>SET 003 3000</c>, <c>QUERY</c>, and <c>OPEN</c> for each opening.</summary>
    public List<string> Log { get; } = [];

    public bool IsSilent { get; set; }

    public ushort Welded { get; set; }

    public uint UptimeMs { get; set; } = 1000;

    public byte FirmwareMinor { get; set; }

    /// <summary>What MEASURE is answered with; without it, it is refused as by firmware 1.0.</summary>
    public BridgeMeasures? Measures { get; set; }

    /// <summary>Answers instead of the obedient bridge where it returns something.</summary>
    public Func<RelayFrame, byte[]?> Instead { get; set; } = _ => null;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public FakeBridgeLine Open()
    {
        Log.Add("OPEN");
        _answers = Channel.CreateUnbounded<byte[]>();
        return this;
    }

    /// <summary>The line ends: the pending or next read returns nothing.</summary>
    public void Unplug() => _answers.Writer.TryComplete();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Assert.True(RelayFrame.TryDecode(buffer.Span.TrimStart((byte)0), out var frame, out var problem), problem);
        Log.Add(Words(frame));
        if (!IsSilent)
        {
            _answers.Writer.TryWrite(Instead(frame) ?? Answer(frame).Encode());
        }

        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!await _answers.Reader.WaitToReadAsync(cancellationToken) || !_answers.Reader.TryRead(out var bytes))
        {
            return 0;
        }

        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public RelayFrame Answer(RelayFrame frame)
    {
        if (frame.Type == RelayMessage.Hello)
        {
            return new(frame.Sequence, RelayMessage.Version, new BridgeVersion(1, 1, FirmwareMinor, 0, 9, 9, 1, 7200).Encode());
        }

        if (frame.Type == RelayMessage.Measure)
        {
            return Measures is { } measures
                ? new(frame.Sequence, RelayMessage.Measures, measures.Encode())
                : new(frame.Sequence, RelayMessage.Refused, new BridgeRefused(RefusalCode.UnknownType, frame.Type).Encode());
        }

        _relays = SetRelays.TryDecode(frame.Payload.Span, out var set, out _) ? set.Relays : _relays;
        var status = new BridgeStatus(_relays, (ushort)(_relays | Welded), BridgeFlags.None, set.HoldMs, 0, 0, UptimeMs);
        return new(frame.Sequence, RelayMessage.Status, status.Encode());
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static string Words(RelayFrame frame) => SetRelays.TryDecode(frame.Payload.Span, out var set, out _)
        ? $"SET {set.Relays:X3} {set.HoldMs}"
        : frame.Type.ToString().ToUpperInvariant();
}
