namespace CloudBroadcast.DeviceAgent.Amplifiers.Boards;

/// <summary>Finds a whole answer in the bytes that came so far; null while it isn't there.</summary>
internal delegate T? FindAnswer<T>(ReadOnlySpan<byte> bytes)
    where T : class;

/// <summary>Requests and answers over a serial line, for boards whose answers carry no number. Not thread-safe: it has one owner.</summary>
internal sealed class BoardExchange(Stream line, string name, TimeProvider time)
{
    public const int Attempts = 3;
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromMilliseconds(300);

    // Modbus wants the line silent for 3.5 characters, 4 ms at 9600 Bd; whatever came late is thrown away meanwhile.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(5);

    private readonly byte[] _bytes = new byte[512];
    private int _length;

    /// <summary>Times that a request had to be sent again.</summary>
    public long Retries { get; private set; }

    /// <summary>Sends a request until it is answered.</summary>
    /// <exception cref="TimeoutException">Silence.</exception>
    /// <exception cref="ForeignBoardException">Something came, but never an answer.</exception>
    public async Task<T> AskAsync<T>(ReadOnlyMemory<byte> request, FindAnswer<T> find, CancellationToken cancellation)
        where T : class
    {
        var hasHeard = false;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            Retries += attempt > 1 ? 1 : 0;
            await SendAsync(request, cancellation);
            if (await HearAsync(find, AnswerTimeout, cancellation) is { } answer)
            {
                return answer;
            }

            hasHeard |= _length > 0;
        }

        throw hasHeard
            ? new ForeignBoardException($"something answers on the port, but not as a {name}")
            : new TimeoutException($"the {name} did not answer {Attempts} times within {AnswerTimeout.TotalMilliseconds} ms");
    }

    /// <summary>Sends what is not answered, after the line was silent.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        await HearAsync<string>(_ => null, Silence, cancellation);
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            await line.WriteAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"the port of the {name} takes no bytes");
        }
    }

    /// <summary>Collects what comes until an answer is found, or null after the time.</summary>
    public async Task<T?> HearAsync<T>(FindAnswer<T> find, TimeSpan patience, CancellationToken cancellation)
        where T : class
    {
        _length = 0;
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            while (_length < _bytes.Length)
            {
                var count = await line.ReadAsync(_bytes.AsMemory(_length), either.Token);
                _length += count > 0 ? count : throw new IOException("the serial port is gone");
                if (find(_bytes.AsSpan(0, _length)) is { } answer)
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing more came in time.
        }

        return null;
    }
}
