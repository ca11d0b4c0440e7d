namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>A sound line of a gateway that has several: a sound output and the zones that hang on it.</summary>
internal sealed class LineOptions
{
    /// <summary>The sound output, named as <see cref="PlaybackOptions.Device"/>; a WAV output needs none.</summary>
    public string Device { get; set; } = "";

    /// <summary>The zones, 1 to 8.</summary>
    public IList<int> Zones { get; set; } = [];
}
