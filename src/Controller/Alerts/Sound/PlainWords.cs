using System.Net;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>Takes out of a written warning what nobody wants to hear: markup, addresses, codes in brackets. Pure.</summary>
internal static partial class PlainWords
{
    /// <summary>The words; digits, units and signs stay, for the voice's own normalising to read.</summary>
    public static string Of(string text)
    {
        // Escaped markup is markup, too.
        var plain = Untagged(WebUtility.HtmlDecode(Untagged(text)));
        plain = ListMark().Replace(Link().Replace(plain, "$1"), "");
        plain = Pictograph().Replace(Address().Replace(plain, ""), "");
        plain = Numbering().Replace(plain, "");
        plain = Bracket().Replace(plain, match => IsCode(match.Groups["in"].Value) || match.Value[0] == '[' ? "" : match.Value);
        return Lines().Replace(plain.Trim(), match => match.Groups["end"].Length > 0 ? match.Groups["end"].Value : "。");
    }

    private static string Untagged(string text) => Tag().Replace(Breaking().Replace(Script().Replace(text, ""), "\n"), "");

    // What tells a place, a time, a telephone or a measure is to be heard: （含各社区）, （18:30）, （0935-7521234）, （50mm）.
    private static bool IsCode(string text) =>
        Level().IsMatch(text) || Labelled().IsMatch(text) || (CodeLetters().IsMatch(text) && !Meant().IsMatch(text));

    [GeneratedRegex(@"<(?<tag>script|style)\b[^<>]*>.*?</\k<tag>\s*>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(@"<br\s*/?>|</(?:p|div|li|tr|h[1-6])\s*>", RegexOptions.IgnoreCase)]
    private static partial Regex Breaking();

    [GeneratedRegex(@"</?[A-Za-z!][^<>]{0,500}>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"!?\[([^\[\]]*)\]\([^()\s]*\)")]
    private static partial Regex Link();

    // A leading > or + would be read as a sign.
    [GeneratedRegex(@"^[ \t]{0,3}(?:#{1,6}|[-*+>])[ \t]+", RegexOptions.Multiline)]
    private static partial Regex ListMark();

    [GeneratedRegex(@"[，,；;]?[ \t]*(?:(?:更多|详细)?(?:信息|内容|情况|详情)?(?:请)?(?:参见|详见|见|查看|点击|访问|登录|浏览)|网址|链接|详情)?(?:网址|链接)?[:：]?[ \t]*(?:(?:https?|ftp)://|www\.|(?<![A-Za-z0-9@.\-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:cn|com|net|org)(?![A-Za-z0-9]))[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]*")]
    private static partial Regex Address();

    // ⚠ and its like; not ℃ and °, which are of the same Unicode category.
    [GeneratedRegex(@"[\u2600-\u27bf\ufe0f]|[\ud83c-\ud83e][\udc00-\udfff]")]
    private static partial Regex Pictograph();

    // 永政发〔2026〕5号, without who issued it: how long that name is nobody knows.
    [GeneratedRegex(@"〔\d{4}〕\s*第?\d+号")]
    private static partial Regex Numbering();

    [GeneratedRegex(@"[\[［(（【](?<in>[^\[\]［］()（）【】]{0,80})[\]］)）】]")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"^\W*(?:[IVX]{1,3}|[Ⅰ-Ⅳ]|[1-4]|[一二三四])\s*级|[/／]\s*(?:特别严重|特别重大|严重|重大|较重|较大|一般)")]
    private static partial Regex Level();

    [GeneratedRegex("编号|代码|编码|文号|序号|标识|(?:^|[^A-Za-z])ID(?:$|[^A-Za-z])")]
    private static partial Regex Labelled();

    [GeneratedRegex(@"^[A-Za-z0-9\s\-_.:：/#]*(?:[A-Za-z][-_]?\d|\d[-_]?[A-Za-z]|\d{6,})[A-Za-z0-9\s\-_.:：/#]*$")]
    private static partial Regex CodeLetters();

    [GeneratedRegex(@"^\s*(?:\d{1,2}[:：]\d{2}.*|(?:0\d{2,3}[-\s]?)?\d{7,8}|1[3-9]\d{9}|400[-\s]?\d{3}[-\s]?\d{4}|[\d.\-]+\s*[A-Za-z/]{1,4}[23]?)\s*$")]
    private static partial Regex Meant();

    [GeneratedRegex(@"(?<end>[，。！？；]?)\s*[\r\n]+\s*")]
    private static partial Regex Lines();
}
