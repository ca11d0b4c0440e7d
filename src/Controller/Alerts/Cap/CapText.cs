using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// Takes the markup out of an incoming text, for display: sources put escaped HTML and Markdown where CAP wants plain text.
/// What is left is still to be encoded by whoever shows it, and to be normalised by whoever speaks it.
/// </summary>
internal static partial class CapText
{
    // An honest text is escaped twice at the most; each pass takes one layer off.
    private const int MostLayers = 6;

    /// <summary>The words alone: no tags, entities, Markdown, invisible signs, blanks at the ends or empty lines in a row.</summary>
    public static string Clean(string text)
    {
        for (var layer = 0; layer < MostLayers; layer++)
        {
            var plain = Tidy(Unmarked(WebUtility.HtmlDecode(WithoutTags(text))));
            if (plain == text)
            {
                return text;
            }

            text = plain;
        }

        // More layers than that are meant to tire us: what could be markup goes, sign by sign.
        return Tidy(string.Concat(text.Where(sign => !"<>&*_`#[]()".Contains(sign, StringComparison.Ordinal))));
    }

    /// <summary>As above on one line; null when nothing is left.</summary>
    public static string? Line(string? text) => text is not null && Clean(text).Replace('\n', ' ') is { Length: > 0 } line ? line : null;

    /// <summary>A headline without the level in brackets that China's system adds: <c>[II级/严重]</c>, <c>[Level IV/General]</c>.</summary>
    public static string WithoutLevel(string headline) => Level().Replace(headline, "").Trim();

    private static string WithoutTags(string text) => Tags().Replace(Breaks().Replace(Scripts().Replace(text, " "), "\n"), "");

    private static string Unmarked(string text) =>
        Bullets().Replace(Emphasis().Replace(Links().Replace(text, "$1"), ""), "");

    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var empty = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = OneSpaced(raw);
            empty = line.Length == 0 ? empty + 1 : 0;
            if (empty <= 1)
            {
                tidy.Append(line).Append('\n');
            }
        }

        return tidy.ToString().Trim('\n');
    }

    private static string OneSpaced(string line)
    {
        var visible = string.Concat(line.Select(sign => char.IsWhiteSpace(sign) ? ' ' : sign).Where(IsVisible));
        return string.Join(' ', visible.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    // Zero-width signs and marks of direction hide a word from a search and turn a sentence round.
    private static bool IsVisible(char sign) =>
        char.GetUnicodeCategory(sign) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse);

    [GeneratedRegex(@"<(?:script|style)\b[^<>]*>[^<]*</(?:script|style)\s{0,9}>", RegexOptions.IgnoreCase)]
    private static partial Regex Scripts();

    [GeneratedRegex(@"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Breaks();

    // "气温<5℃" is no tag.
    [GeneratedRegex(@"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\[([^\[\]()]{1,200})\]\([^\[\]()\s]{1,500}\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\*\*|__|`")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^ {0,3}(?:#{1,9}(?= |$)|\*(?= )) ?", RegexOptions.Multiline)]
    private static partial Regex Bullets();

    [GeneratedRegex(@" ?[\[［【(（] ?(?:(?:IV|I{1,3}|Ⅳ|Ⅲ|Ⅱ|Ⅰ|[一二三四]) ?级|Level (?:IV|I{1,3}))(?: ?[/／] ?[^\[\]［］【】()（）]{1,20})?[\]］】)）]", RegexOptions.IgnoreCase)]
    private static partial Regex Level();
}
