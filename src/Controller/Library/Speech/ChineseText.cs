using System.Text.RegularExpressions;
using static CloudBroadcast.Controller.Library.Speech.ChineseNumber;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>Turns written Chinese into words that any voice reads right: no digits, units, signs, markup or addresses are left.</summary>
internal static partial class ChineseText
{
    // What stands after a count; 月, 日, 号 and 楼 are not here, for there 2 is 二.
    private const string Counters =
        "个|名|户|次|天|年|小时|家|台|辆|人|位|条|只|头|种|分钟|秒|米|公里|千米|吨|周|斤|公斤|千克|亩|元|块|所|件|起|场|项|支|套|间|座|遍|份|把|层|匹|群|张|根|瓶|袋|棵|本|篇|度|刻钟|倍|点(?!\\d)|万|亿|千";

    /// <summary>Normalises a whole text; sentences end in 。 and pauses are ，.</summary>
    public static string Normalise(string text)
    {
        var plain = Strip(Narrow(text));
        var said = Signs(Numbers(Units(Ranges(Percents(Telephones(Clocks(Dates(plain))))))));
        return Pauses(said);
    }

    // Full-width letters, digits and the signs that belong to numbers.
    private static string Narrow(string text) => string.Concat(text.Select(c => c switch
    {
        >= '０' and <= '９' or >= 'Ａ' and <= 'Ｚ' or >= 'ａ' and <= 'ｚ' or '％' or '．' or '／' or '＋' or '－' => (char)(c - 0xfee0),
        '　' => ' ',
        _ => c,
    }));

    private static string Strip(string text) =>
        Marks().Replace(Addresses().Replace(Tags().Replace(text, "，"), "，"), "");

    private static string Dates(string text)
    {
        text = DashedDate().Replace(text, m => $"{Spell(m.Groups["y"].Value)}年{Read(Short(m, "m"))}月{Read(Short(m, "d"))}日");
        text = Years().Replace(text, m => Spell(m.Groups["from"].Value) + "到");
        text = Year().Replace(text, m => Spell(m.Groups["y"].Value) + "年");
        return MonthDay().Replace(text, m => Read(Short(m, "n")) + m.Groups["what"].Value);
    }

    private static string Clocks(string text) => Clock().Replace(text, m =>
    {
        var minute = m.Groups["m"].Value;
        var said = Count(Short(m, "h")) + "点" + (minute == "00" ? "" : minute[0] == '0' ? $"零{Spell(minute[1..])}分" : Read(minute) + "分");
        return m.Groups["s"].Success ? $"{said}{(minute == "00" ? "零分" : "")}{Read(Short(m, "s"))}秒" : said;
    });

    private static string Telephones(string text)
    {
        text = NamedTelephone().Replace(text, m => m.Groups["before"].Value + Telephone(m.Groups["n"].Value));
        return TelephoneShape().Replace(text, m => Telephone(m.Value));
    }

    private static string Percents(string text) => Percent().Replace(text, m =>
    {
        var of = m.Groups["sign"].Value == "‰" ? "千分之" : "百分之";
        return m.Groups["to"].Success
            ? $"{of}{Read(m.Groups["n"].Value)}到{of}{Read(m.Groups["to"].Value)}"
            : (m.Groups["minus"].Success ? "负" : "") + of + Read(m.Groups["n"].Value);
    });

    private static string Ranges(string text) => Between().Replace(text, "到");

    private static string Units(string text)
    {
        text = Cold().Replace(text, m => $"零下{Read(m.Groups["n"].Value)}");
        return Unit().Replace(text, m => Count(m.Groups["n"].Value) + ChineseUnits.Names[m.Groups["unit"].Value]);
    }

    private static string Numbers(string text)
    {
        text = Fraction().Replace(text, m => $"{Read(m.Groups["d"].Value)}分之{Read(m.Groups["n"].Value)}");
        text = Ordinal().Replace(text, m => "第" + Read(m.Groups["n"].Value));
        text = AfterLetter().Replace(text, m => Spell(m.Value));
        text = LongNumber().Replace(text, m => Telephone(m.Value));
        text = Minus().Replace(text, "负");
        text = Counted().Replace(text, m => Count(m.Value));
        text = Dotted().Replace(text, m => string.Join('点', m.Value.Split('.').Select(Spell)));
        return Number().Replace(text, m => Read(m.Value));
    }

    private static string Signs(string text) => Sign().Replace(text, m => ChineseUnits.Signs[m.Value]);

    private static string Pauses(string text)
    {
        text = Breaks().Replace(text, "。");
        text = ClauseMarks().Replace(text, "，");
        text = Spaces().Replace(text, "");
        // Of several pauses in a row the longest counts.
        text = Repeated().Replace(text, m => m.Value.FirstOrDefault(c => c is '。' or '！' or '？', '，').ToString());
        text = text.Trim('，', '。');
        return text.Length == 0 || text[^1] is '！' or '？' ? text : text + "。";
    }

    private static string Short(Match match, string group) => match.Groups[group].Value.TrimStart('0') is { Length: > 0 } number ? number : "0";

    [GeneratedRegex(@"<[^<>]{1,200}>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"(?:https?://|ftp://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+|[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"[*_#`|\\^{}《》〈〉“”‘’「」『』""']")]
    private static partial Regex Marks();

    [GeneratedRegex(@"(?<![\d.])(?<y>(?:19|20)\d\d)(?<s>[-/.])(?<m>0?[1-9]|1[0-2])\k<s>(?<d>0?[1-9]|[12]\d|3[01])(?![\d.])")]
    private static partial Regex DashedDate();

    [GeneratedRegex(@"(?<!\d)(?<from>(?:1[5-9]|20|21)\d\d)\s*[-~～–—至到]+\s*(?=\d{4}\s*年)")]
    private static partial Regex Years();

    [GeneratedRegex(@"(?<!\d)(?<y>(?:1[5-9]|20|21)\d\d)\s*年")]
    private static partial Regex Year();

    [GeneratedRegex(@"(?<!\d)(?<n>\d{1,2})\s*(?<what>月(?!份额)|日|号(?!楼))")]
    private static partial Regex MonthDay();

    [GeneratedRegex(@"(?<![\d:：.])(?<h>[01]?\d|2[0-4])[:：](?<m>[0-5]\d)(?:[:：](?<s>[0-5]\d))?(?![\d:：])")]
    private static partial Regex Clock();

    // After a word for a call every number is a telephone; before it, only digits stand as a rule.
    [GeneratedRegex(@"(?<before>(?:拨打|致电|电话|热线|号码|手机|打|传真|短信|平台|或|、|和)[号码为是：:\s]{0,3})(?<n>(?:110|119|120|122|114|12\d{3}|1[01]0\d\d|9[56]\d{3,4}|(?:0\d{2,3}[-\s]?)?\d{7,8}|1[3-9]\d{9}))(?![\d.%元人个户名]|万|亿|千|公|米|毫|厘|吨|亩)")]
    private static partial Regex NamedTelephone();

    [GeneratedRegex(@"(?<![\d.])(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[-\s]\d{7,8}(?!\d)|(?<!\d)400[-\s]?\d{3}[-\s]?\d{4}(?!\d)|(?<![\d.])(?:110|119|120|122|114|12345|12348|12379|12315|12355|12338|96110|12321|12369|12350|10086|10010|10000|95598)(?![\d.,%‰℃°A-Za-z元人个户名只头条次台辆亩天年万亿千公米毫厘吨秒分小斤度棵株件家起份斗升平立块位顿])")]
    private static partial Regex TelephoneShape();

    [GeneratedRegex(@"(?<minus>(?<![\d%])-)?(?<n>\d[\d,]*(?:\.\d+)?)[%‰]?(?:\s*[-~～–—至到]\s*(?<to>\d[\d,]*(?:\.\d+)?))?(?<sign>[%‰])")]
    private static partial Regex Percent();

    [GeneratedRegex(@"(?<=\d\s*(?:[A-Za-z℃°㎡³²/%]{1,4}|\p{IsCJKUnifiedIdeographs}{1,2})?)\s*[-~～–—]+\s*(?=\d)|(?<=[点分秒月日号年])\s*[-~～–—]+\s*(?=[零一二两三四五六七八九十\d])")]
    private static partial Regex Between();

    [GeneratedRegex(@"(?<![\dA-Za-z℃°度])[-−](?<n>\d+(?:\.\d+)?)(?=\s*(?:℃|°C|摄氏度|度|到))")]
    private static partial Regex Cold();

    [GeneratedRegex(@"(?<![A-Za-z])(?<n>\d[\d,]*(?:\.\d+)?)\s*(?<unit>" + ChineseUnits.Pattern + @")(?![A-Za-z])")]
    private static partial Regex Unit();

    [GeneratedRegex(@"(?<![\d/])(?<n>\d{1,3})/(?<d>\d{1,3})(?![\d/])")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"第\s*(?<n>\d+)")]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"(?<=[A-Za-z][-]?)\d+(?![\d.])")]
    private static partial Regex AfterLetter();

    [GeneratedRegex(@"(?<![\d.,])\d{9,}(?![\d.,]|万|亿|元)")]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"(?<![\d\w\p{IsCJKUnifiedIdeographs}])[-−](?=\d)")]
    private static partial Regex Minus();

    [GeneratedRegex(@"(?<![\d.])2(?=\s*(?:" + Counters + "))")]
    private static partial Regex Counted();

    [GeneratedRegex(@"\d+(?:\.\d+){2,}")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex("[℃&+=×≥≤>≈±@§]")]
    private static partial Regex Sign();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex Breaks();

    [GeneratedRegex(@"[;；、,：:()（）\[\]【】〔〕\-~～–—…·•/<>]+|\.(?=\s|$)")]
    private static partial Regex ClauseMarks();

    [GeneratedRegex(@"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")]
    private static partial Regex Spaces();

    [GeneratedRegex("[，。！？!?]{2,}")]
    private static partial Regex Repeated();
}
