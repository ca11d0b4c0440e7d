using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>A CAP 1.2 message that has been read and found well-formed in form and meaning (element <c>alert</c>).</summary>
internal sealed partial record CapMessage
{
    /// <summary>Which message of its sender it is; no spaces, commas, &lt; or &amp;.</summary>
    public required string Identifier { get; init; }

    /// <summary>Who speaks, as the source names itself: often a mail address, in China's feed an office's English name.</summary>
    public required string Sender { get; init; }

    /// <summary>When it was sent, with the offset it was written with.</summary>
    public required DateTimeOffset Sent { get; init; }

    public required CapStatus Status { get; init; }

    public required CapMessageType Type { get; init; }

    public required CapScope Scope { get; init; }

    /// <summary>Who or what it comes from behind the sender; null when not said.</summary>
    public string? Source { get; init; }

    /// <summary>For those who handle it, not for the public; names the exercise, or the reason of an Error.</summary>
    public string? Note { get; init; }

    /// <summary>The earlier messages that are updated, withdrawn or answered, never the message itself.</summary>
    public IReadOnlyList<CapKey> References { get; init; } = [];

    /// <summary>The same event in other languages, or for other areas; may be empty.</summary>
    public IReadOnlyList<CapInfo> Infos { get; init; } = [];

    /// <summary>What was forgiven in the reading, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>What others refer to it with.</summary>
    public CapKey Key => new(Sender, Identifier, Sent);

    /// <summary>
    /// Whether it comes from China's own system: by the form of the identifier (14 digits of the office, Beijing time; 突发事件预警信息取值规则
    /// annex A.1) or by the name of its geocodes.
    /// </summary>
    public bool IsChinese =>
        ChineseIdentifier().IsMatch(Identifier) || Infos.Any(info => info.Areas.Any(area => area.Geocodes.Any(code => code.Name == CapAreas.ChineseGeocode)));

    [GeneratedRegex(@"\A[0-9]{14}_[0-9]{14}(?:_[0-9])?\z")]
    private static partial Regex ChineseIdentifier();
}
