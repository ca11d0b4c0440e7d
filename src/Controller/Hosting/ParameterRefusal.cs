using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Says of a parameter in path or query which it was, what stood there, and what is allowed; ASP.NET tells it in a sentence alone.</summary>
internal static partial class ParameterRefusal
{
    public static (string Field, string Sentence) Explain(string message)
    {
        if (Unreadable().Match(message) is { Success: true } unreadable)
        {
            var field = unreadable.Groups["name"].Value;
            return (field, Refusal.Sentence(field, unreadable.Groups["value"].Value, ValueWords.For(unreadable.Groups["type"].Value)));
        }

        if (message.StartsWith("Implicit body inferred", StringComparison.Ordinal))
        {
            return ("body", "The body is missing. Allowed: a JSON object.");
        }

        return Absent().Match(message) is { Success: true } absent
            ? (absent.Groups["name"].Value, $"{absent.Groups["name"].Value} is missing. Allowed: {ValueWords.For(absent.Groups["type"].Value)}.")
            : ("request", message);
    }

    [GeneratedRegex("""\AFailed to bind parameter "(?:Nullable<)?(?<type>.+?)>? (?<name>\w+)" from "(?<value>.*)"\.""", RegexOptions.Singleline)]
    private static partial Regex Unreadable();

    [GeneratedRegex("""\ARequired parameter "(?:Nullable<)?(?<type>.+?)>? (?<name>\w+)" was not provided""")]
    private static partial Regex Absent();
}
