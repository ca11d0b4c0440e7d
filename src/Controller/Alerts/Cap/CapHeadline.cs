using System.Text.RegularExpressions;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Where a headline says that a warning stands in its life; in China's feed the message type alone does not tell.</summary>
internal enum CapStage
{
    /// <summary>发布, or no word at all.</summary>
    Issued,

    /// <summary>更新, 变更, 升级, 降级.</summary>
    Updated,

    /// <summary>继续发布.</summary>
    Continued,

    /// <summary>解除.</summary>
    Lifted,

    /// <summary>Lifts and issues in one line, or the words of another language: a person reads it.</summary>
    Unclear,
}

/// <summary>What the words of a headline say beyond the message's own elements.</summary>
/// <param name="Stage">Where in its life the warning stands.</param>
/// <param name="Colour">The highest colour that is named as a warning's; null when none is.</param>
internal sealed partial record CapHeadline(CapStage Stage, Priority? Colour)
{
    /// <summary>Reads a headline; null is one that says nothing.</summary>
    public static CapHeadline Of(string? headline) => headline is null
        ? new CapHeadline(CapStage.Issued, null)
        : new CapHeadline(StageOf(headline), Colours().Matches(headline).Select(match => CapColour.Of(match.Value[0])).Max());

    private static CapStage StageOf(string headline)
    {
        if (Lifting().IsMatch(headline))
        {
            return Issuing().IsMatch(headline) ? CapStage.Unclear : CapStage.Lifted;
        }

        return LiftingInEnglish().IsMatch(headline) ? CapStage.Unclear
            : Continuing().IsMatch(headline) ? CapStage.Continued
            : Updating().IsMatch(headline) ? CapStage.Updated
            : CapStage.Issued;
    }

    // Not 红色旅游景区: the colour must belong to a warning, and between the two no other colour may stand.
    [GeneratedRegex("[红紅橙黄黃蓝藍]色[^红紅橙黄黃蓝藍，。；,;]{0,12}?(?:预警|預警|警报|警報)")]
    private static partial Regex Colours();

    [GeneratedRegex("解除|撤销|取消")]
    private static partial Regex Lifting();

    [GeneratedRegex("发布|继续|延续|更新|变更|升级|降级|升为|降为|改为|[未不]解除|[未不]取消")]
    private static partial Regex Issuing();

    [GeneratedRegex("继续|延续")]
    private static partial Regex Continuing();

    [GeneratedRegex("更新|变更|升级|降级|升为|降为|改为")]
    private static partial Regex Updating();

    // The machine English of China's feed; elsewhere "cancels" may be about schools.
    [GeneratedRegex(@"\b(?:lift|cancel|remove)(?:s|ed|led)?\b|\ball[ -]clear\b", RegexOptions.IgnoreCase)]
    private static partial Regex LiftingInEnglish();
}
