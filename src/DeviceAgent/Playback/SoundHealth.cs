using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>What is wrong with a line's sound output; the playout thread looks, any thread may ask.</summary>
internal sealed class SoundHealth(SinkFactory sinks, int line, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ProbeAgainAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProbeWellAfter = TimeSpan.FromMinutes(10);

    private volatile string? _fault;
    private long? _probedAt;

    /// <summary>For the gateway's state; null while all is well.</summary>
    public string? Fault => _fault is { } fault ? sinks.Named(line, fault) : null;

    /// <summary>Takes what a broadcast saw; a new fault is logged once.</summary>
    public void Note(string? fault)
    {
        var isNews = fault is not null && fault != _fault;
        _fault = fault;
        if (isNews)
        {
            PlaybackLog.SoundFails(logger, sinks.Output, Fault!);
        }
    }

    /// <summary>Looks while nothing sounds, so that a missing sound card is known before somebody waits for its sound.</summary>
    public void Probe()
    {
        if (_probedAt is not { } at || time.GetElapsedTime(at) > (_fault is null ? ProbeWellAfter : ProbeAgainAfter))
        {
            _probedAt = time.GetTimestamp();
            Note(sinks.Probe(line));
        }
    }
}
