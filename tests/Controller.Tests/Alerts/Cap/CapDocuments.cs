using System.Text;
using System.Text.RegularExpressions;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Messages as they might come to Dongzhai in the afternoon of 18 July 2026, made up from one and its changes.</summary>
internal static class CapDocuments
{
    public const string Sender = "Yongchang_County_Meteorological_Observatory";

    public static readonly DateTimeOffset Sent = new(2026, 7, 18, 16, 1, 30, TimeSpan.FromHours(8));
    public static readonly DateTimeOffset Now = Sent.AddMinutes(1);
    public static readonly CapKey Earlier = new(Sender, "62032141600000_20260718140000", new DateTimeOffset(2026, 7, 18, 14, 0, 0, TimeSpan.FromHours(8)));
    public static readonly IReadOnlyList<Area> Town = AreaSeed.Read();

    /// <summary>What all others are made from: hail for two villages, in the form of China's feed.</summary>
    public const string Hail = """
        <?xml version="1.0" encoding="utf-8"?>
        <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
          <identifier>62032141600000_20260718160130</identifier>
          <sender>Yongchang_County_Meteorological_Observatory</sender>
          <sent>2026-07-18T16:01:30+08:00</sent>
          <status>Actual</status>
          <msgType>Alert</msgType>
          <scope>Public</scope>
          <info>
            <language>zh-CN</language>
            <category>Met</category>
            <event>冰雹</event>
            <responseType>Shelter</responseType>
            <urgency>Immediate</urgency>
            <severity>Severe</severity>
            <certainty>Likely</certainty>
            <eventCode><valueName>GB/T 35561</valueName><value>11B15</value></eventCode>
            <effective>2026-07-18T16:01:30+08:00</effective>
            <expires>2026-07-18T18:00:00+08:00</expires>
            <senderName>永昌县气象台</senderName>
            <headline>永昌县气象台发布冰雹橙色预警信号[II级/严重]</headline>
            <description>预计未来两小时东寨镇有冰雹。</description>
            <instruction>请立即到坚固房屋内躲避，收好农机。</instruction>
            <area>
              <areaDesc>永丰村、下二坝村</areaDesc>
              <geocode><valueName>CPEAS Geographic Code</valueName><value>620321104201</value></geocode>
              <geocode><valueName>CPEAS Geographic Code</valueName><value>620321104204</value></geocode>
            </area>
          </info>
        </alert>
        """;

    private const string English = """
        <info>
            <language>en-US</language>
            <category>Met</category>
            <event>hail</event>
            <urgency>Immediate</urgency>
            <severity>Severe</severity>
            <certainty>Likely</certainty>
            <expires>2026-07-18T18:00:00+08:00</expires>
            <headline>Yongchang County Meteorological Observatory issues orange warning for hail [Level II/Severe]</headline>
            <area>
              <areaDesc>Yongfeng</areaDesc>
              <geocode><valueName>CPEAS Geographic Code</valueName><value>620321104201</value></geocode>
            </area>
          </info>
        """;

    // The same news in another source's way: other order, a prefix, blanks and breaks inside the values, a plain identifier.
    private const string Loose = """
        <?xml version="1.0" encoding="utf-8"?>
        <c:alert xmlns:c="urn:oasis:names:tc:emergency:cap:1.2" xmlns:x="urn:example:other">
          <c:scope> Public </c:scope><c:msgType>
            Alert
          </c:msgType><c:status>Actual</c:status>
          <c:sent> 2026-07-18T08:01:30.25Z </c:sent>
          <c:sender>Yongchang_County_Meteorological_Observatory</c:sender>
          <c:identifier>hail-17</c:identifier>
          <c:restriction/>
          <x:status>Test</x:status>
          <c:info>
            <c:area>
              <c:geocode><c:value>6203 2110
                4201</c:value><c:valueName>CPEAS
                Geographic  Code</c:valueName></c:geocode>
              <c:areaDesc>永丰村</c:areaDesc>
            </c:area>
            <c:headline>冰雹&lt;br/&gt;橙色预警</c:headline>
            <c:certainty>Very Likely</c:certainty><c:severity>Severe</c:severity><c:urgency>Expected</c:urgency>
            <c:event>冰雹</c:event><c:category>Met</c:category><c:language>zh</c:language>
            <c:expires>2026-07-18T18:00:00+08:00</c:expires>
          </c:info>
        </c:alert>
        """;

    private const string Square = "38.27,101.95 38.27,101.97 38.29,101.97 38.29,101.95 38.27,101.95";

    /// <summary>All of them by name.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["hail for two villages"] = Hail,
        ["English block first"] = Hail.Before("<info>", English),
        ["English alone"] = Hail.With("info", null).Before("</alert>", English),
        ["blue in its elements, orange in its headline"] = Hail.With("severity", "Minor"),
        ["severity unknown, no colour"] = Hail.With("severity", "Unknown").With("headline", "永昌县气象台发布冰雹预警"),
        ["exercise"] = Hail.With("status", "Exercise"),
        ["test"] = Hail.With("status", "Test"),
        ["restricted"] = Hail.With("scope", "Restricted"),
        ["acknowledgement"] = Hail.With("msgType", "Ack").Before("<info>", Refers(Earlier)),
        ["expired"] = Hail.With("expires", "2026-07-18T16:02:30+08:00"),
        ["no expiry"] = Hail.With("expires", null),
        ["sent in an hour"] = Hail.With("sent", "2026-07-18T17:01:30+08:00"),
        ["update"] = Hail.With("msgType", "Update").Before("<info>", Refers(Earlier)),
        ["update that moves away"] = Hail.With("msgType", "Update").Before("<info>", Refers(Earlier)).In("620321203202"),
        ["update of something unknown"] = Hail.With("msgType", "Update").Before("<info>", Refers(Earlier with { Identifier = "62032141600000_20260718130000" })),
        ["cancel without a block"] = Hail.With("msgType", "Cancel").With("info", null).Before("</alert>", Refers(Earlier)),
        ["cancel of something unknown"] = Hail.With("msgType", "Cancel").Before("<info>", Refers(Earlier with { Sender = "other" })),
        ["lifted in the headline"] = Hail.With("msgType", "Update").Before("<info>", Refers(Earlier)).With("headline", "永昌县气象台解除冰雹橙色预警信号"),
        ["lifted and no word of what"] = Hail.With("headline", "永昌县气象台解除冰雹橙色预警信号"),
        ["lifts one and issues another"] = Hail.With("headline", "永昌县气象台解除冰雹橙色预警信号，发布雷电黄色预警信号"),
        ["continued"] = Hail.With("headline", "永昌县气象台继续发布冰雹橙色预警信号"),
        ["all clear"] = Hail.With("responseType", "AllClear"),
        ["whole county"] = Hail.In("620321"),
        ["another town"] = Hail.In("620321203202"),
        ["no such village in the town"] = Hail.In("620321104299"),
        ["Chinese by name alone"] = Hail.In(null).With("areaDesc", "永丰村"),
        ["foreign by name alone"] = Hail.With("identifier", "hail-17").In(null).With("areaDesc", "永丰村"),
        ["polygon round one village"] = Hail.With("identifier", "hail-17").In(null).Before("</area>", $"<polygon>{Square}</polygon>"),
        ["open polygon"] = Hail.With("identifier", "hail-17").In(null).Before("</area>", $"<polygon>{Square[..^13]}</polygon>"),
        ["circle of three kilometres"] = Hail.With("identifier", "hail-17").In(null).Before("</area>", "<circle>38.25,101.9438 3.1</circle>"),
        ["no area"] = Hail.With("area", null),
        ["no block"] = Hail.With("info", null),
        ["two blocks for the town"] = Hail.Before("</alert>", Regex.Match(Hail, "<info>.*</info>", RegexOptions.Singleline).Value),
        ["air raid by word"] = Hail.With("event", "防空 警报"),
        ["air raid by code"] = Hail.With("value", "50100"),
        ["loose in form"] = Loose,
        ["namespace of CAP 1.1"] = Hail.Replace("cap:1.2", "cap:1.1", StringComparison.Ordinal),
        ["takes effect tonight"] = Hail.With("effective", "2026-07-18T17:00:00+08:00"),
        ["over already"] = Hail.With("urgency", "Past"),
    };

    /// <summary>A source that may do everything in the town.</summary>
    public static CapSourceRule Trusting => new()
    {
        Sender = Sender,
        Areas = ["620321104000"],
        HighestAtOnce = Priority.RedAlert,
        Action = CapAction.SoundAtOnce,
    };

    /// <summary>A minute after it was sent, the earlier warning known, the source trusted.</summary>
    public static CapSituation Trusted => new()
    {
        Now = Now,
        Areas = Town,
        Rule = Trusting,
        Taken = new HashSet<CapKey> { Earlier },
    };

    /// <summary>Reads a document that must be readable.</summary>
    public static CapMessage Read(string document)
    {
        Assert.True(CapReader.TryRead(Encoding.UTF8.GetBytes(document), out var message, out var problem), problem?.Sentence);
        return message;
    }

    /// <summary>Reads a document that must not be.</summary>
    public static CapProblem Refused(string document)
    {
        Assert.False(CapReader.TryRead(Encoding.UTF8.GetBytes(document), out var message, out var problem));
        Assert.Null(message);
        return problem;
    }

    /// <summary>Gives the first element of that name another content; null takes the element out.</summary>
    public static string With(this string document, string element, string? content) => new Regex($"<{element}>.*?</{element}>", RegexOptions.Singleline)
        .Replace(document, content is null ? "" : $"<{element}>{content.Replace("$", "$$", StringComparison.Ordinal)}</{element}>", 1);

    /// <summary>Puts something before the first place where a mark stands.</summary>
    public static string Before(this string document, string mark, string text) => document.Insert(document.IndexOf(mark, StringComparison.Ordinal), text);

    /// <summary>Gives it one geocode in place of its two, or none.</summary>
    public static string In(this string document, string? code) => document.With("geocode", null)
        .With("geocode", code is null ? null : $"<valueName>CPEAS Geographic Code</valueName><value>{code}</value>");

    /// <summary>An element that refers to messages.</summary>
    public static string Refers(params CapKey[] keys) => $"<references>{string.Join(' ', keys.Select(key => key.ToString()))}</references>";
}
