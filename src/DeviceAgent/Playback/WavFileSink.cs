namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// A sound card made of a file. It plays at 48 kHz by the monotonic clock from the first sample written on, holds no more
/// than its buffer, and where it ran dry the file has silence, so that the file keeps true time.
/// </summary>
internal sealed class WavFileSink(WavRecording recording, TimeProvider time, Func<DateTimeOffset> controllerNow, TimeSpan buffer)
    : IAudioSink
{
    private long? _startedAt;
    private bool _isDry;

    public int Capacity { get; } = (int)Samples.Nearest(buffer);

    public int Queued
    {
        get
        {
            // First: where it has run dry, silence counts as written.
            var played = Play();
            return (int)(Written - played);
        }
    }

    public int Underruns { get; private set; }

    public long Written { get; private set; }

    public void Write(ReadOnlySpan<short> samples)
    {
        if (_startedAt is null)
        {
            _startedAt = time.GetTimestamp();
            recording.FirstSampleAt = controllerNow();
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, Capacity - Queued, nameof(samples));
        recording.Write(samples);
        Written += samples.Length;
        _isDry = false;
    }

    public bool TryMeasureDelay(out long delay)
    {
        delay = Queued;
        return _startedAt is not null && !_isDry;
    }

    public void Dispose()
    {
        recording.Underruns = Underruns;
        recording.Dispose();
    }

    // Lets time pass: what has been played, and silence where nothing was there to play. Returns the samples that have left.
    private long Play()
    {
        if (_startedAt is not { } startedAt)
        {
            return 0;
        }

        var played = Samples.Passed(time.GetElapsedTime(startedAt));
        if (played > Written)
        {
            Underruns += _isDry ? 0 : 1;
            _isDry = true;
            recording.WriteSilence(played - Written);
            Written = played;
        }

        return played;
    }
}
