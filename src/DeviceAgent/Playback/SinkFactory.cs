using CloudBroadcast.DeviceAgent.Link;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Opens the sound outputs that the options name, one for each line.</summary>
internal sealed class SinkFactory(
    IOptions<PlaybackOptions> options, ControllerClock clock, TimeProvider time, ILogger<SinkFactory> logger)
{
    private readonly PlaybackOptions _options = options.Value;

    /// <summary>The lines.</summary>
    public LineMap Lines { get; } = new(options.Value);

    /// <summary>The output's name on the wire.</summary>
    public string Output => _options.Sink switch
    {
        SinkKind.Alsa => "alsa",
        SinkKind.Wav => "wav",
        _ => "waveOut",
    };

    /// <summary>Opens a line's for one broadcast.</summary>
    /// <exception cref="SinkException">It is missing or busy.</exception>
    public IAudioSink Open(Guid broadcastId, int line)
    {
        var sink = OpenOutput(broadcastId, line);
        return _options.Sink == SinkKind.Wav || _options.RecordTo.Length == 0
            ? sink
            : new RecordedSink(sink, () => Begin(_options.RecordTo, broadcastId, line), () => clock.Now, logger);
    }

    /// <summary>Opens those on which these zones hang, for a sound that is no broadcast.</summary>
    /// <exception cref="SinkException">One is missing or busy.</exception>
    public IReadOnlyList<IAudioSink> OpenFor(IEnumerable<int> zones)
    {
        var opened = new List<IAudioSink>();
        try
        {
            foreach (var (line, _) in Lines.PartsOf([.. zones]))
            {
                opened.Add(Open(Guid.Empty, line));
            }

            return opened;
        }
        catch
        {
            opened.ForEach(sink => sink.Dispose());
            throw;
        }
    }

    /// <summary>What would keep a line's from opening, in words, or null.</summary>
    public string? Probe(int line)
    {
        try
        {
            if (_options.Sink == SinkKind.Wav)
            {
                Directory.CreateDirectory(FolderOf(_options.RecordingsFolder, line));
            }
            else
            {
                OpenOutput(Guid.Empty, line).Dispose();
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <summary>What is wrong with a line's, in words; where there are several it names the line.</summary>
    public string Named(int line, string fault) => Lines.Count == 1 ? fault : $"line {line + 1}: {fault}";

    private IAudioSink OpenOutput(Guid broadcastId, int line) => _options.Sink switch
    {
        SinkKind.Alsa => new AlsaSink(Lines.DeviceOf(line), _options.BufferTime),
        SinkKind.Wav => new WavFileSink(Begin(_options.RecordingsFolder, broadcastId, line), time, () => clock.Now, _options.BufferTime),
#if WITH_NAUDIO
        SinkKind.WaveOut when OperatingSystem.IsWindows() => new NAudioSink(Lines.DeviceOf(line), _options.BufferTime),
#endif
        _ => throw new SinkException("this build has no WaveOut output: it is there on Windows"),
    };

    private WavRecording Begin(string folder, Guid broadcastId, int line) =>
        WavRecording.Begin(FolderOf(folder, line), broadcastId, _options.KeepRecordings);

    private string FolderOf(string folder, int line) => Lines.Count == 1 ? folder : Path.Combine(folder, $"line-{line + 1}");
}
