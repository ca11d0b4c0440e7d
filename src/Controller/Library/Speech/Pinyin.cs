using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>Reads pinyin as people type it, with signs or digits for the tones, and writes it with either.</summary>
internal static partial class Pinyin
{
    public const string Allowed = "one syllable with its tone for each character, such as kān huǒ or kan1 huo3";

    private const char Diaeresis = '\u0308';

    /// <summary>Tones 1 to 4 as combining signs: macron, acute, caron, grave. A breve is a caron to many.</summary>
    private static readonly Dictionary<char, int> Signs = new() { ['\u0304'] = 1, ['\u0301'] = 2, ['\u030c'] = 3, ['\u0306'] = 3, ['\u0300'] = 4 };

    /// <summary>The syllables, each with its tone as a digit; null when it is not that many syllables that exist, with their tones.</summary>
    public static string? TryRead(string typed, int syllables)
    {
        var read = typed.Trim().ToLowerInvariant().Split((char[]?)[' ', '\'', '’', '\u3000'], StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(part => Numbered().Split(part).Where(syllable => syllable.Length > 0)).Select(TryReadSyllable).ToList();
        return read.Count == syllables && !read.Contains(null) ? string.Join(' ', read) : null;
    }

    /// <summary>With signs: kān huǒ.</summary>
    public static string Written(string numbered) => string.Join(' ', numbered.Split(' ').Select(WithSign));

    private static string? TryReadSyllable(string syllable)
    {
        var (letters, tone) = (new StringBuilder(), 0);
        foreach (var c in syllable.Normalize(NormalizationForm.FormD))
        {
            if (Signs.TryGetValue(c, out var sign) || (c is >= '1' and <= '5' && (sign = c - '0') > 0))
            {
                // Two tones in one syllable are none.
                tone = tone == 0 ? sign : 9;
            }
            else if (c == Diaeresis && letters.Length > 0 && letters[^1] == 'u')
            {
                letters[^1] = 'ü';
            }
            else
            {
                letters.Append(c == 'v' ? 'ü' : c);
            }
        }

        return tone is >= 1 and <= 5 && Syllable().IsMatch(letters.ToString()) ? string.Create(CultureInfo.InvariantCulture, $"{letters}{tone}") : null;
    }

    // The sign stands on a, o or e; without one of them on the last vowel.
    private static string WithSign(string numbered)
    {
        var (letters, tone) = (numbered[..^1], numbered[^1] - '0');
        var at = letters.IndexOfAny(['a', 'e']) is >= 0 and var open ? open
            : letters.IndexOf('o', StringComparison.Ordinal) is >= 0 and var round ? round
            : letters.LastIndexOfAny(['i', 'u', 'ü']);
        return tone == 5 || at < 0 ? letters : (letters[..(at + 1)] + Signs.First(sign => sign.Value == tone).Key + letters[(at + 1)..]).Normalize(NormalizationForm.FormC);
    }

    // Between a tone's digit and what follows it.
    [GeneratedRegex("(?<=[1-5])")]
    private static partial Regex Numbered();

    [GeneratedRegex("^(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ua|uo|uai|ui|uan|un|uang|ue|ü|üe|üan|ün)$")]
    private static partial Regex Syllable();
}
