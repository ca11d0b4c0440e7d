namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>One request, one answer with the bridge over an open line. Not thread-safe: it has one owner.</summary>
internal sealed class RelayConversation(Stream line, TimeProvider time)
{
    public const int Attempts = 3;
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>After so long a question is answered, or the line is lost.</summary>
    public static readonly TimeSpan LongestExchange = AnswerTimeout * Attempts;

    private readonly byte[] _incoming = new byte[256];
    private readonly byte[] _frame = new byte[RelayFrame.MaxStuffed + 1];
    private int _frameLength;
    private byte _sequence;
    private bool _hasHeard;

    /// <summary>Times that a request had to be sent again.</summary>
    public long Retries { get; private set; }

    /// <summary>
    /// Throws after <see cref="Attempts"/> requests without an answer: TimeoutException after silence, ForeignBoardException when
    /// there was something else.
    /// </summary>
    public async Task<RelayFrame> AskAsync(RelayMessage type, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        _hasHeard = false;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            Retries += attempt > 1 ? 1 : 0;
            // A new number for each attempt: an answer that comes too late belongs to no question.
            _sequence = unchecked((byte)(_sequence + 1));
            var frame = new RelayFrame(_sequence, type, payload).Encode();
            if (await TryOnceAsync(frame, isRetry: attempt > 1, cancellation) is { } answer)
            {
                return answer;
            }
        }

        throw _hasHeard
            ? new ForeignBoardException("something answers on the port, but not as a relay bridge")
            : new TimeoutException($"the bridge did not answer {Attempts} times within {AnswerTimeout.TotalMilliseconds} ms");
    }

    private async Task<RelayFrame?> TryOnceAsync(byte[] frame, bool isRetry, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            // A zero ends whatever half frame the bridge may still be collecting.
            await line.WriteAsync(isRetry ? [0, .. frame] : frame, either.Token);
            return await AnswerAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<RelayFrame> AnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var count = await line.ReadAsync(_incoming, cancellation);
            if (count == 0)
            {
                throw new IOException("the serial port is gone");
            }

            _hasHeard = true;
            RelayFrame? answer = null;
            foreach (var value in _incoming.AsSpan(0, count))
            {
                answer = Take(value) is { } frame && frame.Sequence == _sequence ? frame : answer;
            }

            if (answer is { } found)
            {
                return found;
            }
        }
    }

    /// <summary>The frame that this byte completes. What cannot be read is not answered to either: the retry covers it.</summary>
    private RelayFrame? Take(byte value)
    {
        if (_frameLength < _frame.Length)
        {
            _frame[_frameLength++] = value;
        }

        if (value != 0)
        {
            return null;
        }

        // A frame longer than the buffer has lost its end there, and is refused for it.
        var whole = _frame.AsSpan(0, _frameLength);
        _frameLength = 0;
        return RelayFrame.TryDecode(whole, out var frame, out _) ? frame : null;
    }
}
