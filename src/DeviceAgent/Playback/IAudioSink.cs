namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>
/// A sound output of 48 kHz, mono, 16 bits that is open. It never waits: who writes keeps to its room. One thread at a
/// time; every member may throw <see cref="SinkException"/>, after which it is of no use any more.
/// </summary>
internal interface IAudioSink : IDisposable
{
    /// <summary>Samples it can hold.</summary>
    int Capacity { get; }

    /// <summary>Samples that it holds now.</summary>
    int Queued { get; }

    /// <summary>Times it ran dry and began anew: then what was measured before is void.</summary>
    int Underruns { get; }

    /// <summary>Samples written since it began (anew); the next one written has this number.</summary>
    long Written { get; }

    /// <summary>Takes samples in, at most <see cref="Capacity"/> less <see cref="Queued"/>.</summary>
    void Write(ReadOnlySpan<short> samples);

    /// <summary>How many of the samples written have not left the loudspeaker line yet; false while that can't be told.</summary>
    bool TryMeasureDelay(out long delay);
}

/// <summary>A sound output is missing, gone or broken; the message is for people.</summary>
internal sealed class SinkException(string message, Exception? inner = null) : IOException(message, inner);
