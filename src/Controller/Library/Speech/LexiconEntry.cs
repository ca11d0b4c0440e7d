namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>A word that the town has put right; it wins over the lexicon that comes with the product.</summary>
internal sealed class LexiconEntry
{
    public const int MaxChars = 12;

    public const string WordAllowed = "1 to 12 Chinese characters";

    /// <summary>1 to 12 Chinese characters.</summary>
    public required string Word { get; init; }

    /// <summary>A syllable with its tone as a digit for each character, with a space between: <c>kan1 huo3</c>.</summary>
    public required string Pinyin { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Who put it right, as the audit trail calls them.</summary>
    public required string ChangedBy { get; set; }

    // CJK unified ideographs; what lies in other planes counts as two.
    public static bool IsWord(string word) => word.Length is > 0 and <= MaxChars && word.All(c => c is >= '\u4e00' and <= '\u9fff' or >= '\u3400' and <= '\u4dbf');
}
