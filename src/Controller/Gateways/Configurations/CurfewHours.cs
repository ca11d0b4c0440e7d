using System.Globalization;
using System.Text.RegularExpressions;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways.Configurations;

/// <summary>The curfew as people write it. Pure.</summary>
internal static partial class CurfewHours
{
    /// <summary>Two times of day with a hyphen between, or the word for never.</summary>
    public const string Form = @"none|(?:[01][0-9]|2[0-3]):[0-5][0-9]-(?:[01][0-9]|2[0-3]):[0-5][0-9]";

    /// <summary>What may stand there, in words.</summary>
    public const string Allowed = "two different times of day such as 22:00-06:00, or none";

    private const string Never = "none";

    /// <summary>Reads what a person wrote; null is a good answer and means never.</summary>
    public static bool TryParse(string text, out Curfew? curfew)
    {
        curfew = null;
        if (text == Never)
        {
            return true;
        }

        if (!Whole().IsMatch(text))
        {
            return false;
        }

        curfew = new Curfew { From = Time(text[..5]), To = Time(text[6..]) };
        return curfew.From != curfew.To;
    }

    /// <summary>As above, for what was checked before.</summary>
    /// <exception cref="FormatException">It has not the form.</exception>
    public static Curfew? Parse(string text) => TryParse(text, out var curfew) ? curfew : throw new FormatException($"\"{text}\" is no curfew.");

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?:" + Form + @")\z")]
    private static partial Regex Whole();
}
