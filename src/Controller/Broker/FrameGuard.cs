using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// Stands before the MQTT parser and reads the head of each packet: one that is too long is refused before a byte of it is
/// buffered (the parser allocates what a head announces), and so is a first packet that is no CONNECT as the wire page wants it.
/// </summary>
internal sealed class FrameGuard(PipeReader inner, int maxFirst, int max) : PipeReader
{
    // MQTT 3.1.1 section 2.2.3: seven bits a byte, four bytes at most.
    private const int MaxLengthBytes = 4;
    private SequencePosition _start;
    private bool _first = true;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Checked(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.TryRead(out result);
        if (read)
        {
            Checked(result);
        }

        return read;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // The parser consumes whole packets alone, so each buffer starts at the head of one.
        _first = _first && consumed.Equals(_start);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Checked(ReadResult result)
    {
        _start = result.Buffer.Start;
        if (ProblemOf(result.Buffer, out var whole) is { } problem)
        {
            throw new ConnectionAbortedException(problem);
        }

        // The parser would read the same half packet for ever.
        return whole || !result.IsCompleted || result.Buffer.IsEmpty
            ? result
            : throw new ConnectionResetException("The connection ended inside a packet.");
    }

    private string? ProblemOf(in ReadOnlySequence<byte> buffer, out bool whole)
    {
        whole = false;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var head) || !TryReadLength(ref reader, out var length))
        {
            return reader.Consumed > MaxLengthBytes ? "A packet's length has more than four bytes." : null;
        }

        whole = reader.Remaining >= length;
        var limit = _first ? maxFirst : max;
        return length > limit ? $"A packet announces {length} bytes; {limit} are allowed."
            : _first ? ConnectRules.ProblemOf(head, reader.UnreadSequence)
            : null;
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, out int length)
    {
        length = 0;
        for (var index = 0; index < MaxLengthBytes; index++)
        {
            if (!reader.TryRead(out var part))
            {
                return false;
            }

            length |= (part & 0x7F) << (7 * index);
            if ((part & 0x80) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
