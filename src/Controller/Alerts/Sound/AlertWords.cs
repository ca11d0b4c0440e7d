using System.Globalization;
using CloudBroadcast.Controller.Library.Speech;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>Puts the parts of an alert into the order in which they are spoken. Pure.</summary>
internal static class AlertWords
{
    public const int MaxKindChars = 20;
    public const int MaxBodyChars = 500;
    public const int MaxWhereChars = 100;
    public const int MaxIssuerChars = 60;

    private const string Exercise = "演练";
    private const string Alert = "预警";
    private const string Issued = "发布";
    private const int Shown = 60;

    /// <summary>How many times the words are spoken.</summary>
    public static int TimesOf(Priority severity) => severity is Priority.RedAlert ? 3 : 2;

    /// <summary>
    /// What is said once: what it is, where, what to do, until when, who says so. Digits and times of day are left to
    /// <see cref="ChineseText"/>, which every text passes on its way to the voice.
    /// </summary>
    /// <param name="script">One that <see cref="ProblemOf(AlertScript)"/> has nothing against.</param>
    /// <param name="zone">The town's.</param>
    public static string Of(AlertScript script, TimeZoneInfo zone)
    {
        var headline = HeadlineOf(script);
        string?[] sentences =
        [
            // Who tunes in late or stops listening early hears it all the same.
            script.IsExercise ? $"{Exercise}，{Exercise}，{headline}" : headline,
            script.Where,
            script.Body,
            UntilOf(script.Until, zone),
            IssuerOf(script.Issuer),
            script.IsExercise ? $"以上是{Exercise}，请不要惊慌" : null,
        ];
        return string.Concat(sentences.Select(sentence => Ended(PlainWords.Of(sentence ?? ""))));
    }

    /// <summary>冰雹橙色预警, 冰雹橙色预警演练.</summary>
    public static string HeadlineOf(AlertScript script)
    {
        var kind = PlainWords.Of(script.Kind);
        var named = kind.Contains(Alert, StringComparison.Ordinal) || script.Severity < Priority.BlueAlert ? kind : kind + AlertRules.ColourOf(script.Severity) + Alert;
        return script.IsExercise && !named.EndsWith(Exercise, StringComparison.Ordinal) ? named + Exercise : named;
    }

    /// <summary>The field and what is wrong with it; null when nothing is.</summary>
    public static (string Field, object Value, string Allowed)? ProblemOf(AlertScript script) =>
        !Enum.IsDefined(script.Severity) ? ("severity", script.Severity, "blueAlert, yellowAlert, orangeAlert, redAlert, or a lower priority for a notice")
        : ProblemOf("kind", script.Kind, MaxKindChars) ?? ProblemOf("body", script.Body, MaxBodyChars)
            ?? (script.Where is null ? null : ProblemOf("where", script.Where, MaxWhereChars))
            ?? (script.Issuer is null ? null : ProblemOf("issuer", script.Issuer, MaxIssuerChars));

    private static (string Field, object Value, string Allowed)? ProblemOf(string field, string text, int most) =>
        text.Length > most || ChineseText.Normalise(PlainWords.Of(text)).Length == 0
            ? (field, text.Length > Shown ? text[..Shown] + "…" : text, $"1 to {most} characters, with a word to speak among them")
            : null;

    private static string? UntilOf(DateTimeOffset? until, TimeZoneInfo zone) => until is { } at
        ? TimeZoneInfo.ConvertTime(at, zone).ToString("有效到M月d日HH:mm", CultureInfo.InvariantCulture)
        : null;

    private static string? IssuerOf(string? issuer) => issuer is null || PlainWords.Of(issuer).EndsWith(Issued, StringComparison.Ordinal) ? issuer : issuer + Issued;

    private static string Ended(string sentence)
    {
        var words = sentence.Trim(' ', '，', '。', '；', '、', ',', ';', '.', '：', ':');
        return words.Length == 0 || words[^1] is '！' or '？' or '!' or '?' ? words : words + "。";
    }
}
