using CloudBroadcast.DeviceAgent.Link;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Opens the sound output that the options name.</summary>
internal sealed class SinkFactory(
    IOptions<PlaybackOptions> options, ControllerClock clock, TimeProvider time, ILogger<SinkFactory> logger)
{
    private readonly PlaybackOptions _options = options.Value;

    /// <summary>The output's name on the wire.</summary>
    public string Output => _options.Sink switch
    {
        SinkKind.Alsa => "alsa",
        SinkKind.Wav => "wav",
        _ => "waveOut",
    };

    /// <summary>Opens it for one broadcast.</summary>
    /// <exception cref="SinkException">It is missing or busy.</exception>
    public IAudioSink Open(Guid broadcastId)
    {
        var sink = OpenOutput(broadcastId);
        return _options.Sink == SinkKind.Wav || _options.RecordTo.Length == 0
            ? sink
            : new RecordedSink(sink, () => Begin(_options.RecordTo, broadcastId), () => clock.Now, logger);
    }

    /// <summary>What would keep it from opening, in words, or null.</summary>
    public string? Probe()
    {
        try
        {
            if (_options.Sink == SinkKind.Wav)
            {
                Directory.CreateDirectory(_options.RecordingsFolder);
            }
            else
            {
                OpenOutput(Guid.Empty).Dispose();
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private IAudioSink OpenOutput(Guid broadcastId) => _options.Sink switch
    {
        SinkKind.Alsa => new AlsaSink(_options.Device, _options.BufferTime),
        SinkKind.Wav => new WavFileSink(Begin(_options.RecordingsFolder, broadcastId), time, () => clock.Now, _options.BufferTime),
#if WITH_NAUDIO
        SinkKind.WaveOut when OperatingSystem.IsWindows() => new NAudioSink(_options.Device, _options.BufferTime),
#endif
        _ => throw new SinkException("this build has no WaveOut output: it is there on Windows"),
    };

    private WavRecording Begin(string folder, Guid broadcastId) => WavRecording.Begin(folder, broadcastId, _options.KeepRecordings);
}
