using System.ComponentModel.DataAnnotations;
using CloudBroadcast.DeviceAgent.Settings;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>When this gateway looks after itself, and from where on something is a fault; section <c>Health</c>.</summary>
internal sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>Between two looks at temperature, voltage, disk and clock.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The processor or the relay board is too hot above this, degrees Celsius.</summary>
    [Range(30, 120)]
    public int HottestC { get; set; } = 75;

    /// <summary>The relay board's supply is too low below this, mV.</summary>
    [Range(0, 60000)]
    public int LowestSupplyMv { get; set; } = 4500;

    /// <summary>The relay board's supply is too high above this, mV.</summary>
    [Range(0, 60000)]
    public int HighestSupplyMv { get; set; } = 5500;

    /// <summary>A file with the mobile line's signal in dBm as a number, written by whatever drives the modem; empty for none.</summary>
    public string SignalFile { get; set; } = "";

    /// <summary>Local time of the nightly self-test; a gateway begins up to half an hour after it, each at its own minute.</summary>
    public TimeOnly SelfTestAt { get; set; } = new(3, 10);

    /// <summary>Whether the self-test closes the amplifier's power relay too; each night would wear the contactor and stress the amplifier.</summary>
    public bool TestPowerRelay { get; set; }
}

/// <summary>Refuses a health section that is out of range, at start.</summary>
[OptionsValidator]
internal sealed partial class HealthOptionsValidator : IValidateOptions<HealthOptions>;
