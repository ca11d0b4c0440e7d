using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace CloudBroadcast.DeviceAgent.Settings;

/// <summary>
/// The least and the most that a duration may be. RangeAttribute finds its converter by reflection, which native code does not
/// have; this one reads both itself.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeRangeAttribute(string least, string most) : ValidationAttribute
{
    /// <summary>The least.</summary>
    public TimeSpan Least { get; } = TimeSpan.Parse(least, CultureInfo.InvariantCulture);

    /// <summary>The most.</summary>
    public TimeSpan Most { get; } = TimeSpan.Parse(most, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not TimeSpan time || (time >= Least && time <= Most);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"{name} must be {Least:c} to {Most:c}.";
}
