using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace CloudBroadcast.DeviceAgent.Settings;

/// <summary>One key of a section: what may stand there, read off the property that takes it.</summary>
internal sealed class Setting(PropertyInfo property)
{
    private readonly Type _type = property.PropertyType == typeof(IList<int>) ? typeof(int) : Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
    private readonly bool _mayBeEmpty = Nullable.GetUnderlyingType(property.PropertyType) is not null;
    private readonly bool _isNeeded = property.GetCustomAttribute<RequiredAttribute>() is not null;
    private readonly RangeAttribute? _range = property.GetCustomAttribute<RangeAttribute>();
    private readonly TimeRangeAttribute? _times = property.GetCustomAttribute<TimeRangeAttribute>();

    /// <summary>Its name in the section.</summary>
    public string Name => property.Name;

    /// <summary>Whether several values belong there.</summary>
    public bool IsList { get; } = property.PropertyType == typeof(IList<int>);

    /// <summary>What would be right in the place of the value, or null when the value is.</summary>
    public string? FixOf(string value)
    {
        if (value.Length == 0 && _type != typeof(string))
        {
            return _mayBeEmpty ? null : Form;
        }

        if (_type == typeof(string))
        {
            return _isNeeded && string.IsNullOrWhiteSpace(value) ? "it must not be empty" : null;
        }

        return Read(value) is { } read ? OutOfRange(read) : Form;
    }

    private string Form =>
        _type.IsEnum ? $"allowed: {string.Join(", ", Enum.GetNames(_type))}"
        : _type == typeof(bool) ? "allowed: true, false"
        : _type == typeof(TimeSpan) ? "give a time as hours:minutes:seconds, such as 00:00:02.5"
        : _type == typeof(TimeOnly) ? "give a time of day, such as 03:10"
        : "give a whole number";

    // As the configuration binder reads it, but for the number of a word, which nobody means.
    private IComparable? Read(string value) =>
        _type.IsEnum ? Enum.GetNames(_type).FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase))
        : _type == typeof(bool) ? bool.TryParse(value, out var flag) ? flag : null
        : _type == typeof(TimeSpan) ? TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time : null
        : _type == typeof(TimeOnly) ? TimeOnly.TryParse(value, CultureInfo.InvariantCulture, out var clock) ? clock : null
        : _type == typeof(int) ? int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var small) ? (double)small : null
        : _type == typeof(long) ? long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var large) ? (double)large : null
        : throw new NotSupportedException($"A setting of the type {_type} ({property.DeclaringType?.Name}.{Name}) can't be checked.");

    private string? OutOfRange(IComparable value)
    {
        if (value is TimeSpan time)
        {
            return _times is null || _times.IsValid(time) ? null : $"that is {time:c}; allowed: {_times.Least:c} to {_times.Most:c}, as hours:minutes:seconds";
        }

        if (_range is null)
        {
            return null;
        }

        var (least, most) = (Convert.ToDouble(_range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(_range.Maximum, CultureInfo.InvariantCulture));
        return value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? null
            : most >= long.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"allowed: {least:0} or more")
            : string.Create(CultureInfo.InvariantCulture, $"allowed: {least:0} to {most:0}");
    }
}
