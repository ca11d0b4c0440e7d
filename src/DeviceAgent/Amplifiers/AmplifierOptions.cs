using System.ComponentModel.DataAnnotations;
using CloudBroadcast.DeviceAgent.Settings;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>How this gateway's amplifier is switched; section <c>Amplifier</c>.</summary>
internal sealed class AmplifierOptions
{
    public const string Section = "Amplifier";

    /// <summary>Which kind of relay board it is.</summary>
    public BoardName Board { get; set; }

    /// <summary>The board's serial port, best a /dev/serial/by-id path; empty for an amplifier that is always on or switched elsewhere.</summary>
    public string Port { get; set; } = "";

    /// <summary>Line speed; null is what the kind of board has when it is new.</summary>
    [Range(1200, 921_600)]
    public int? Baud { get; set; }

    /// <summary>Address of a Modbus board.</summary>
    [Range(1, 247)]
    public int Unit { get; set; } = 1;

    /// <summary>Who lets a board without a time-out of its own switch the amplifier's power says <see cref="AmplifierRules.Consent"/> here.</summary>
    public string PowerWithoutTimeout { get; set; } = "";

    /// <summary>False when the amplifier is always powered and only its zones are switched.</summary>
    public bool PowerRelay { get; set; } = true;

    /// <summary>How many zones are wired: 1 to this one exist.</summary>
    [Range(1, RelayMask.LastZone)]
    public int Zones { get; set; } = RelayMask.LastZone;

    /// <summary>From power to the first zone: the amplifier's own thump passes into no loudspeaker.</summary>
    [TimeRange("00:00:00", "00:01:00")]
    public TimeSpan WarmUp { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>From the zones to the first sample.</summary>
    [TimeRange("00:00:00", "00:00:05")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>From the last sample to the zones' release.</summary>
    [TimeRange("00:00:00", "00:00:10")]
    public TimeSpan HoldOff { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>From the zones' release to the power's.</summary>
    [TimeRange("00:00:00", "00:00:10")]
    public TimeSpan Gap { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a contact may take to follow its relay before it counts as welded or dead.</summary>
    [TimeRange("00:00:00.050", "00:00:05")]
    public TimeSpan FeedbackGrace { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Room in the wake time for the serial line: one lost answer and a few good ones.</summary>
    [TimeRange("00:00:00", "00:00:05")]
    public TimeSpan SerialMargin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The bridge lets go so long after the last renewal; renewals come each second.</summary>
    [TimeRange("00:00:01.500", "00:00:10")]
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The agent lets go after so long, whoever asks; the bridge itself does at two hours.</summary>
    [TimeRange("00:00:01", "01:59:00")]
    public TimeSpan LongestOn { get; set; } = TimeSpan.FromMinutes(110);
}

/// <summary>Refuses an amplifier section that is out of range, at start.</summary>
[OptionsValidator]
internal sealed partial class AmplifierOptionsValidator : IValidateOptions<AmplifierOptions>;
