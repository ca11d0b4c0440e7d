namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// The sound output of one broadcast, kept open and full: it knows when what is written next will leave, and where the
/// output is missing or breaks it tries again. One thread at a time.
/// </summary>
internal sealed class SoundLine : IDisposable
{
    // A reading that took longer was interrupted, and nobody knows where.
    private static readonly TimeSpan QuickReading = TimeSpan.FromMicroseconds(500);

    private readonly Func<IAudioSink> _open;
    private readonly TimeProvider _time;
    private readonly TimeSpan _reopenAfter;
    private readonly long _begin;
    private readonly StreamOrigin _origin = new();
    private readonly short[] _block = new short[Playout.Block];
    private IAudioSink? _sink;
    private TimeSpan _openAt;
    private int _seenUnderruns;

    public SoundLine(Func<IAudioSink> open, TimeSpan reopenAfter, TimeProvider time)
    {
        _open = open;
        _time = time;
        _reopenAfter = reopenAfter;
        _begin = time.GetTimestamp();
    }

    /// <summary>Fills a block; <paramref name="leavesAt"/> is null while nobody can say when it leaves.</summary>
    public delegate void Render(TimeSpan? leavesAt, Span<short> block);

    /// <summary>The timestamp from which the times here count.</summary>
    public long Begin => _begin;

    /// <summary>Whether it is known when what is written will leave.</summary>
    public bool IsRunning => _origin.Value is not null;

    /// <summary>What is wrong, in words, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Times the output ran dry or broke.</summary>
    public int Underruns { get; private set; }

    /// <summary>Opens what is closed, measures, and fills up to <paramref name="fill"/>.</summary>
    public void Step(TimeSpan fill, Render render)
    {
        try
        {
            if (TryOpen() is { } sink)
            {
                Measure(sink);
                Fill(sink, (int)Samples.Nearest(fill), render);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Break(error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private TimeSpan Now => _time.GetElapsedTime(_begin);

    private IAudioSink? TryOpen()
    {
        if (_sink is null && Now >= _openAt)
        {
            _sink = _open();
            _seenUnderruns = 0;
            Fault = null;
        }

        return _sink;
    }

    private void Measure(IAudioSink sink)
    {
        var before = Now;
        var isKnown = sink.TryMeasureDelay(out var delay);
        var after = Now;
        if (!HasRunDry(sink) && isKnown && after - before < QuickReading)
        {
            _origin.Add(before + (after - before) / 2, sink.Written, delay);
        }
    }

    // Then what was measured before is void.
    private bool HasRunDry(IAudioSink sink)
    {
        if (sink.Underruns == _seenUnderruns)
        {
            return false;
        }

        Underruns += sink.Underruns - _seenUnderruns;
        _seenUnderruns = sink.Underruns;
        _origin.Reset();
        return true;
    }

    // Until it runs it is filled up, because a sound card begins only when it is full.
    private void Fill(IAudioSink sink, int samples, Render render)
    {
        var queued = sink.Queued;
        _ = HasRunDry(sink);
        var goal = IsRunning ? Math.Min(samples, sink.Capacity) : sink.Capacity;
        for (; queued + _block.Length <= goal; queued += _block.Length)
        {
            render(_origin.Value + Samples.Duration(sink.Written), _block);
            sink.Write(_block);
            if (HasRunDry(sink))
            {
                return;
            }
        }
    }

    private void Break(string fault)
    {
        Fault = fault;
        Underruns += _sink is null ? 0 : 1;
        _openAt = Now + _reopenAfter;
        _origin.Reset();
        Close();
    }

    private void Close()
    {
        try
        {
            _sink?.Dispose();
        }
        catch (IOException error)
        {
            Fault = error.Message;
        }

        _sink = null;
    }
}
