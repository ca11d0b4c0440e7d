using System.ComponentModel.DataAnnotations;
using CloudBroadcast.DeviceAgent.Settings;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Playback;

/// <summary>Which sound output a gateway has.</summary>
internal enum SinkKind
{
    /// <summary>A sound card or sound server of Linux.</summary>
    Alsa,

    /// <summary>A file that behaves like a sound card.</summary>
    Wav,

    /// <summary>A sound card of Windows.</summary>
    WaveOut,
}

/// <summary>How a gateway plays; section <c>Playback</c>.</summary>
internal sealed class PlaybackOptions
{
    public const string Section = "Playback";

    /// <summary>The sound output.</summary>
    public SinkKind Sink { get; set; } = SinkKind.Alsa;

    /// <summary>ALSA's name of the device, such as <c>hw:0</c> or <c>pulse:hall</c>; the number of a WaveOut device.</summary>
    public string Device { get; set; } = "default";

    /// <summary>
    /// The sound lines of a gateway that has several, each with its own output; <see cref="Device"/> does not count then. None
    /// is one line, on which every zone hangs.
    /// </summary>
    public IList<LineOptions> Lines { get; } = [];

    /// <summary>Where the WAV output writes its recordings.</summary>
    public string RecordingsFolder { get; set; } = "recordings";

    /// <summary>Where a copy of what a sound card got is written too; empty for none.</summary>
    public string RecordTo { get; set; } = "";

    /// <summary>Recordings that are kept.</summary>
    [Range(1, 1000)]
    public int KeepRecordings { get; set; } = 1;

    /// <summary>What the sound output holds: how long this program may be put aside unheard.</summary>
    [TimeRange("00:00:00.050", "00:00:02")]
    public TimeSpan BufferTime { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The same for live talk, where each millisecond is one more behind the mouth.</summary>
    [TimeRange("00:00:00.050", "00:00:02")]
    public TimeSpan LiveBufferTime { get; set; } = TimeSpan.FromMilliseconds(120);

    /// <summary>A longer broadcast is refused.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan LongestPlay { get; set; } = TimeSpan.FromMinutes(100);

    /// <summary>A broadcast that begins later than this from now is refused.</summary>
    [TimeRange("00:00:10", "31.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromDays(8);

    /// <summary>A live stream from which nothing came for so long has ended.</summary>
    [TimeRange("00:00:00.500", "00:01:00")]
    public TimeSpan LiveSilence { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two tries to open a sound output that is missing.</summary>
    [TimeRange("00:00:00.050", "00:01:00")]
    public TimeSpan ReopenAfter { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether playout asks the system for real-time scheduling (SCHED_RR); it goes on without where that is refused.</summary>
    public bool RealTime { get; set; } = true;

    /// <summary>What holds in the sound output while this stream plays.</summary>
    public TimeSpan Fill(bool live) => live && LiveBufferTime < BufferTime ? LiveBufferTime : BufferTime;
}

/// <summary>Refuses a playback section that is out of range, at start.</summary>
[OptionsValidator]
internal sealed partial class PlaybackOptionsValidator : IValidateOptions<PlaybackOptions>;
