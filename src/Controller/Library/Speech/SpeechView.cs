namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>What can be chosen of the town's voice.</summary>
internal sealed record VoicesView(IReadOnlyList<SpeechVoice> Voices, bool TakesSpeed, bool TakesPinyin);

/// <summary>A text to be listened to.</summary>
internal sealed record PreviewRequest(string Text, string? Voice = null, int SpeedPercent = 100);

/// <summary>A word that the town has put right: pinyin with the tones as digits.</summary>
internal sealed record LexiconView(string Word, string Pinyin, DateTimeOffset ChangedAt, string ChangedBy)
{
    public static LexiconView Of(LexiconEntry entry) => new(entry.Word, entry.Pinyin, entry.ChangedAt, entry.ChangedBy);
}

/// <summary>How a word is read: a syllable for each character, null for one that is left to the voice; null where the lexicon does not know the word.</summary>
internal sealed record ReadingView(string Word, IReadOnlyList<string?>? Readings);

/// <summary>How a word shall be read: pinyin with signs or digits for the tones.</summary>
internal sealed record ReadingRequest(string Pinyin);
