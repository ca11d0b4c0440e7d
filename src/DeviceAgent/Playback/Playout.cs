using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// One broadcast as a function of time: asked for the samples that leave from an instant on, it gives those that are due
/// then. A sound output whose clock is a little off is followed by a pace that nobody hears; a jump is followed by a jump.
/// One thread at a time.
/// </summary>
internal sealed class Playout : IDisposable
{
    /// <summary>Samples of a block: 20 ms.</summary>
    public const int Block = Opus.SamplesPerPacket;

    private const long FadeIn = Opus.SampleRate / 50;
    private const long FadeOut = Opus.SampleRate / 5;

    // 60 ms is where two horns begin to be heard as two.
    private const long Jump = Opus.SampleRate * 60 / 1000;

    private readonly StreamRenderer _stream;
    private readonly GainRamp _gain;
    private readonly double _volume;
    private readonly Resampler _resampler;
    private readonly DriftControl _drift = new();
    private readonly long _limit;
    private long _end;
    private bool _isSeated;
    private bool _isFading;

    /// <param name="plan">Which packet holds which sample.</param>
    /// <param name="packets">Where the packets come from.</param>
    /// <param name="volume">1 is the programme's own level.</param>
    /// <param name="limit">Before this sample it must have ended; what is longer is faded.</param>
    /// <param name="delay">How much later than planned a live stream plays; null for what was recorded.</param>
    public Playout(PlayoutPlan plan, JitterBuffer packets, double volume, long limit, LiveDelay? delay = null)
    {
        _stream = new StreamRenderer(plan, packets, delay);
        _gain = new GainRamp(volume);
        _resampler = new Resampler(Fetch);
        _volume = volume;
        _limit = limit;
        _end = plan.Length;
    }

    /// <summary>What came of the stream's packets.</summary>
    public StreamRenderer Stream => _stream;

    /// <summary>Whether any of it was rendered.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Where in the block rendered last the broadcast ended; what follows is silence.</summary>
    public int? EndOffset { get; private set; }

    /// <summary>Where in the block rendered last the first decoded sample stood; null in every other block.</summary>
    public int? FirstHeardOffset { get; private set; }

    /// <summary>The sound output began anew: the next block is joined at whatever is due then.</summary>
    public void Unseat() => _isSeated = false;

    /// <summary>Ends within 200 ms.</summary>
    public void Fade()
    {
        if (!_isFading)
        {
            _isFading = true;
            _gain.MoveTo(0, FadeOut);
        }
    }

    /// <summary>After a fade that left the loudspeakers to another: it will be joined where it stands then.</summary>
    public void Resume()
    {
        _isFading = false;
        HasBegun = false;
        EndOffset = null;
        Unseat();
    }

    /// <summary>Whether it is longer than it may play.</summary>
    public bool IsCut => _limit < End;

    /// <summary>The stream ends before this sample.</summary>
    public void EndAt(long sample)
    {
        if (sample < _end)
        {
            _end = sample;
            _stream.Close();
        }
    }

    /// <summary>Fills a block whose first sample leaves when sample <paramref name="due"/> is due; negative is before the start.</summary>
    public void Render(long due, Span<short> block)
    {
        FirstHeardOffset = null;
        if (EndOffset is not null || due + block.Length <= 0)
        {
            block.Clear();
            return;
        }

        var lead = due < 0 ? (int)-due : 0;
        block[..lead].Clear();
        Sound(due + lead, block[lead..], lead);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // Of live talk the end moves with what it is held back.
    private long End => _end + _stream.Held;

    private void Sound(long due, Span<short> block, int lead)
    {
        if (!_isSeated || Math.Abs(due - _resampler.Position) > Jump)
        {
            Seat(due);
        }

        if (IsCut && due >= _limit - FadeOut)
        {
            Fade();
        }

        var next = _resampler.Position;
        var heardBefore = _stream.FirstHeard;
        _resampler.Render(_drift.Next(due - next), block);
        _gain.Apply(block);
        FirstHeardOffset = heardBefore is null && _stream.FirstHeard is { } heard ? lead + (int)(heard - next) : null;
        FinishAt(Math.Min(End, _limit) - next, block, lead);
    }

    private void Seat(long due)
    {
        if (due > 0 && !_isFading)
        {
            _gain.Set(0);
            _gain.MoveTo(_volume, FadeIn);
        }

        HasBegun = true;
        _isSeated = true;
        _drift.Restart();
        _resampler.Seat(due);
    }

    // The resampler looks ahead, and what is behind the end is nobody's miss.
    private void Fetch(long sample, Span<short> into)
    {
        var count = (int)Math.Clamp(End - sample, 0, into.Length);
        _stream.Render(sample, into[..count]);
        into[count..].Clear();
    }

    private void FinishAt(long left, Span<short> block, int lead)
    {
        if (_gain.IsSilent && _isFading)
        {
            EndOffset = lead + block.Length;
        }
        else if (left <= block.Length)
        {
            var end = (int)Math.Max(0, left);
            block[end..].Clear();
            EndOffset = lead + end;
        }
    }
}
