namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>How a text shall be spoken.</summary>
/// <param name="Voice">An id of <see cref="ISpeechEngine.Voices"/>; null for the usual one.</param>
/// <param name="SpeedPercent">In percent of the usual speed.</param>
internal sealed record SpeechStyle(string? Voice = null, int SpeedPercent = 100)
{
    public const int SlowestPercent = 60;
    public const int FastestPercent = 160;

    public static SpeechStyle Usual { get; } = new();
}

/// <summary>A voice that can be chosen.</summary>
internal sealed record SpeechVoice(string Id, string Name);

/// <summary>Makes a sound file of words.</summary>
internal interface ISpeechEngine
{
    /// <summary>What can be chosen, the usual one first; empty when there is one voice alone.</summary>
    IReadOnlyList<SpeechVoice> Voices { get; }

    /// <summary>Whether it speaks faster and slower on wish; one that does not speaks at its own speed.</summary>
    bool TakesSpeed { get; }

    /// <summary>How many it speaks at the usual speed, pauses between sentences apart.</summary>
    double SyllablesASecond { get; }

    /// <summary>Whether it reads the town's lexicon, so that a misread word can be put right.</summary>
    bool TakesPinyin { get; }

    /// <summary>Speaks a text that <see cref="ChineseText"/> has normalised; the sound is of any kind that the import reads.</summary>
    /// <exception cref="SpeechFailedException">The voice is not there or gave no sound.</exception>
    Task<Stream> SpeakAsync(string words, SpeechStyle style, CancellationToken cancellation);
}

/// <summary>The voice failed; the text is not to blame.</summary>
internal sealed class SpeechFailedException(string message, Exception? inner = null) : Exception(message, inner);
