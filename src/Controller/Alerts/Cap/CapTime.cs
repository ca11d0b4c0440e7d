using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// The date-time of CAP 1.2: YYYY-MM-DDThh:mm:ss and a numeric offset. <c>Z</c> and fractions of a second, which the
/// standard forbids, are read too; a time without an offset is not, for nobody can say which hour it means.
/// </summary>
internal static partial class CapTime
{
    private const string Allowed = "Allowed: YYYY-MM-DDThh:mm:ss and a numeric offset, as 2026-07-18T16:01:30+08:00.";

    /// <summary>Reads one instant.</summary>
    /// <param name="element">Its name, for the sentence.</param>
    /// <param name="written">As it was written.</param>
    /// <param name="instant">With the offset that was written.</param>
    /// <returns>The rule that is broken, or null.</returns>
    public static string? Read(string element, string written, out DateTimeOffset instant)
    {
        instant = default;
        var value = CapFindings.Quoted(written);
        if (Form().Match(written) is not { Success: true } match)
        {
            return $"{element} {value} is no date-time. {Allowed}";
        }

        if (!match.Groups["offset"].Success)
        {
            return $"{element} {value} has no offset. {Allowed}";
        }

        if (Year(int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture)) is { } wrong)
        {
            return $"{element} {value} {wrong} Allowed: years 1990 to 2100 of the Gregorian calendar.";
        }

        return DateTime.TryParseExact(match.Groups["local"].ValueSpan, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && TryOffset(match.Groups["offset"].Value, out var offset)
            && Put(out instant, new DateTimeOffset(local + Fraction(match.Groups["fraction"].Value), offset))
            ? null
            : $"{element} {value} is a moment that does not exist. {Allowed}";
    }

    private static bool Put(out DateTimeOffset instant, DateTimeOffset value)
    {
        instant = value;
        return true;
    }

    private static string? Year(int year) => year switch
    {
        >= 1990 and <= 2100 => null,
        >= 2400 and <= 2700 => "counts its years in the Buddhist era.",
        _ => "lies in a year that no alert is of.",
    };

    private static bool TryOffset(string written, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (written == "Z")
        {
            return true;
        }

        var hours = int.Parse(written.AsSpan(1, 2), CultureInfo.InvariantCulture);
        var minutes = int.Parse(written.AsSpan(4, 2), CultureInfo.InvariantCulture);
        offset = new TimeSpan(hours, minutes, 0) * (written[0] == '-' ? -1 : 1);
        return minutes < 60 && offset.Duration() <= TimeSpan.FromHours(14);
    }

    private static TimeSpan Fraction(string digits) =>
        digits.Length == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(long.Parse(digits.PadRight(7, '0')[..7], CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\A(?<local>(?<year>[0-9]{4})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?<fraction>[0-9]{1,9}))?(?<offset>Z|[+-][0-9]{2}:[0-9]{2})?\z")]
    private static partial Regex Form();
}
