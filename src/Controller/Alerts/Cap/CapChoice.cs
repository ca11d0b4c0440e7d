using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>A block that may be spoken, with what its headline adds to its elements.</summary>
internal sealed record CapChoice
{
    public required CapInfo Info { get; init; }

    /// <summary>The headline, or the event where there is none, without the level in brackets.</summary>
    public required string Headline { get; init; }

    public required CapStage Stage { get; init; }

    /// <summary>
    /// The higher of <see cref="CapInfo.Severity"/> and the headline's colour: China's feed is known to have the first one
    /// wrong. Null when neither says anything.
    /// </summary>
    public required Priority? Severity { get; init; }

    /// <summary>Whether its language is Chinese or one of those configured; else a person has to put it into words.</summary>
    public required bool IsSpeakable { get; init; }

    /// <summary>Where headline and elements contradict each other.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>
    /// The blocks of the best language there is, in their order: zh-CN, any other Chinese, then the configured languages in
    /// their order, then whatever is there. Empty only where the message has no block.
    /// </summary>
    /// <param name="message">Whose blocks.</param>
    /// <param name="languages">Tags that may be spoken besides Chinese, as <c>en-US</c>, or <c>en</c> for all of them.</param>
    public static IReadOnlyList<CapChoice> Of(CapMessage message, IReadOnlyList<string> languages)
    {
        var speakable = ((string[])["zh-CN", "zh", "cmn", "zho", .. languages])
            .Select(wanted => message.Infos.Where(info => Speaks(info.Language, wanted)).ToList()).FirstOrDefault(blocks => blocks.Count > 0);
        return [.. (speakable ?? message.Infos).Select(info => Of(info, speakable is not null))];
    }

    private static bool Speaks(string language, string wanted)
    {
        var tag = language.Replace('_', '-');
        return tag.Equals(wanted, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(wanted + "-", StringComparison.OrdinalIgnoreCase);
    }

    private static CapChoice Of(CapInfo info, bool isSpeakable)
    {
        var (stage, colour) = CapHeadline.Of(info.Headline);
        var severity = CapColour.Of(info.Severity);
        var isContradicted = colour is not null && colour != severity;
        var higher = severity is null || colour > severity ? colour : severity;
        return new CapChoice
        {
            Info = info,
            Headline = CapText.WithoutLevel(info.Headline ?? info.Event),
            Stage = stage,
            Severity = higher,
            IsSpeakable = isSpeakable,
            Remarks = !isContradicted ? []
                : [$"The headline says {CapColour.Name(colour)}, severity {info.Severity} is {CapColour.Name(severity)}; the higher one counts: {CapColour.Name(higher)}."],
        };
    }
}
