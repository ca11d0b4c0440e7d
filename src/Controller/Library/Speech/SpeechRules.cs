namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>What a text to be spoken must keep to. Pure.</summary>
internal static class SpeechRules
{
    private const int Shown = 60;

    /// <summary>The field and what is wrong with it; null when nothing is.</summary>
    public static (string Field, object Value, string Allowed)? ProblemOf(
        string text, string? voice, int speedPercent, ISpeechEngine engine, SpeechOptions options)
    {
        if (text.Length > options.MaxTextChars || ChineseText.Normalise(text).Length == 0)
        {
            return ("text", text.Length > Shown ? text[..Shown] + "…" : text, $"1 to {options.MaxTextChars} characters, with a word to speak among them");
        }

        if (voice is not null && engine.Voices.All(known => known.Id != voice))
        {
            return ("voice", voice, engine.Voices.Count == 0 ? "none; there is one voice alone" : string.Join(", ", engine.Voices.Select(known => known.Id)));
        }

        return speedPercent is < SpeechStyle.SlowestPercent or > SpeechStyle.FastestPercent
            ? ("speedPercent", speedPercent, $"{SpeechStyle.SlowestPercent} to {SpeechStyle.FastestPercent}")
            : null;
    }
}
