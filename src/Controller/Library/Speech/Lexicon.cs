using System.Text;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>Puts tone-numbered pinyin in place of the characters that the built-in voice would read wrongly.</summary>
internal sealed class Lexicon
{
    private const string Embedded = "CloudBroadcast.Controller.Library.Speech.lexicon.txt";

    private readonly Dictionary<string, string?[]> _words = [];
    private int _longest;

    public int Count => _words.Count;

    public IEnumerable<string> Words => _words.Keys;

    /// <summary>The lexicon that comes with the product and the town's own file behind it, whose words win.</summary>
    /// <exception cref="FormatException">A line can't be read; it is named.</exception>
    public static Lexicon Load(string additionsPath)
    {
        var lexicon = new Lexicon();
        using (var reader = new StreamReader(typeof(Lexicon).Assembly.GetManifestResourceStream(Embedded)!))
        {
            lexicon.Add(reader, Embedded, replace: false);
        }

        if (additionsPath.Length > 0)
        {
            using var additions = new StreamReader(additionsPath);
            lexicon.Add(additions, additionsPath, replace: true);
        }

        return lexicon;
    }

    /// <summary>Another lexicon that knows these words besides, each with the reading of each of its characters; they win.</summary>
    public Lexicon With(IEnumerable<LexiconEntry> entries)
    {
        var lexicon = new Lexicon { _longest = _longest };
        foreach (var (word, readings) in _words)
        {
            lexicon._words[word] = readings;
        }

        foreach (var entry in entries)
        {
            lexicon._words[entry.Word] = entry.Pinyin.Split(' ');
            lexicon._longest = Math.Max(lexicon._longest, entry.Word.Length);
        }

        return lexicon;
    }

    /// <summary>How each character of a word is put right, null for those that are left alone; null for a word that is not known.</summary>
    public IReadOnlyList<string?>? ReadingOf(string word) => _words.GetValueOrDefault(word);

    /// <summary>The text with each known word's characters put right; at each place the longest word wins.</summary>
    public string Apply(string text)
    {
        var said = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var length = LongestAt(text, at);
            if (length == 0)
            {
                said.Append(text[at++]);
                continue;
            }

            AppendWord(said, text.Substring(at, length));
            at += length;
        }

        return said.ToString();
    }

    private void AppendWord(StringBuilder said, string word)
    {
        var readings = _words[word];
        for (var i = 0; i < word.Length; i++)
        {
            // Two syllables of pinyin without a space would run into one.
            var space = said.Length > 0 && char.IsAsciiLetterOrDigit(said[^1]) ? " " : "";
            _ = readings[i] is { } reading ? said.Append(space).Append(reading) : said.Append(word[i]);
        }
    }

    private int LongestAt(string text, int at)
    {
        for (var length = Math.Min(_longest, text.Length - at); length > 0; length--)
        {
            if (_words.ContainsKey(text.Substring(at, length)))
            {
                return length;
            }
        }

        return 0;
    }

    private void Add(TextReader lines, string from, bool replace)
    {
        var own = replace ? new HashSet<string>() : null;
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            if (line.Length > 0 && line[0] != '#' && !TryAddLine(line, own))
            {
                throw new FormatException($"Line {number} of {from} is \"{line}\"; allowed is \"行 hang2: 银行 行业\" or \"= 因为\".");
            }
        }
    }

    private bool TryAddLine(string line, HashSet<string>? own)
    {
        if (line.StartsWith("= ", StringComparison.Ordinal))
        {
            foreach (var word in Split(line[2..]))
            {
                Set(word, (char)0, null, own);
            }

            return true;
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 4 || line[1] != ' ' || !IsSyllable(line[2..colon]))
        {
            return false;
        }

        var words = Split(line[(colon + 1)..]);
        foreach (var word in words)
        {
            Set(word, line[0], line[2..colon], own);
        }

        return words.Length > 0 && words.All(word => word.Contains(line[0], StringComparison.Ordinal));
    }

    // The first line of a file of one's own about a word drops what came with the product.
    private void Set(string word, char character, string? reading, HashSet<string>? own)
    {
        if (!_words.TryGetValue(word, out var readings) || own?.Add(word) == true)
        {
            _words[word] = readings = new string?[word.Length];
            _longest = Math.Max(_longest, word.Length);
        }

        for (var i = 0; i < word.Length; i++)
        {
            readings[i] = word[i] == character ? reading : readings[i];
        }
    }

    private static bool IsSyllable(string text) =>
        text.Length is >= 2 and <= 7 && text[^1] is >= '1' and <= '5' && text[..^1].All(c => char.IsAsciiLetterLower(c) || c == 'ü');

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
