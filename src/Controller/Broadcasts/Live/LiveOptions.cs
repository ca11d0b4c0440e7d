using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Broadcasts.Live;

/// <summary>How people talk live; section <c>Live</c>.</summary>
internal sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>The forms of <see cref="Device"/>, and nothing that ffmpeg could take for an option.</summary>
    public const string DeviceForm = "^((alsa|pulse):[A-Za-z0-9_.,:=-]+)?$";

    /// <summary>Who talks is ended after this long.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:30:00")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>A microphone of which nothing came for this long is dead: the talk ends.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:00:10")]
    public TimeSpan DeadMan { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after it came here a packet is due at the loudspeakers. A gateway needs 240 ms of it: 40 ms until a bundle is
    /// full, 120 ms in its sound output, 20 ms for the packet and what its line wavers by; it plays later where that is more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:02")]
    public TimeSpan Lead { get; set; } = TimeSpan.FromMilliseconds(260);

    /// <summary>0 to 100.</summary>
    [Range(0, 100)]
    public int VolumePercent { get; set; } = 80;

    /// <summary>
    /// The microphone at the controller's own machine: <c>alsa:</c> and ALSA's name (<c>alsa:hw:1</c>), or <c>pulse:</c> and
    /// PulseAudio's source (<c>pulse:default</c>); empty for none.
    /// </summary>
    [RegularExpression(DeviceForm)]
    public string Device { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class LiveOptionsValidator : IValidateOptions<LiveOptions>;
