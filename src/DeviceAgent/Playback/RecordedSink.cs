using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>A sound card of whose sound a copy is kept as WAV; a copy that fails ends, the sound goes on.</summary>
internal sealed class RecordedSink : IAudioSink
{
    private readonly IAudioSink _sink;
    private readonly Func<DateTimeOffset> _controllerNow;
    private readonly ILogger _logger;
    private readonly DateTimeOffset _begin;
    private readonly StreamOrigin _origin = new();
    private WavRecording? _recording;

    public RecordedSink(IAudioSink sink, Func<WavRecording> begin, Func<DateTimeOffset> controllerNow, ILogger logger)
    {
        _sink = sink;
        _controllerNow = controllerNow;
        _logger = logger;
        _begin = controllerNow();
        Keep(() => _recording = begin());
    }

    public int Capacity => _sink.Capacity;

    public int Queued => _sink.Queued;

    public int Underruns => _sink.Underruns;

    public long Written => _sink.Written;

    public void Write(ReadOnlySpan<short> samples)
    {
        _sink.Write(samples);
        var copy = samples.ToArray();
        Keep(() => _recording?.Write(copy));
    }

    public bool TryMeasureDelay(out long delay)
    {
        var isKnown = _sink.TryMeasureDelay(out delay);
        if (isKnown && _sink.Underruns == 0)
        {
            _origin.Add(_controllerNow() - _begin, _sink.Written, delay);
        }

        return isKnown;
    }

    public void Dispose()
    {
        Keep(() =>
        {
            if (_recording is { } recording)
            {
                recording.FirstSampleAt = _begin + _origin.Value;
                recording.Underruns = _sink.Underruns;
                recording.Dispose();
            }
        });
        _sink.Dispose();
    }

    private void Keep(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            PlaybackLog.CopyFails(_logger, error.Message);
            _recording = null;
        }
    }
}
