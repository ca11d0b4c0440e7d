using System.Text;

namespace CloudBroadcast.Controller.Library.Speech;

/// <summary>Reads digits as Chinese says them.</summary>
internal static class ChineseNumber
{
    private const string Digits = "零一二三四五六七八九";
    private static readonly string[] Places = ["", "十", "百", "千"];
    private static readonly string[] Groups = ["", "万", "亿", "万亿"];

    /// <summary>One after the other: 2026 → 二零二六.</summary>
    public static string Spell(string digits) => string.Concat(digits.Where(char.IsAsciiDigit).Select(digit => Digits[digit - '0']));

    /// <summary>As telephones are read: 1 is 幺, so that it is not heard as 7.</summary>
    public static string Telephone(string digits) => Spell(digits).Replace('一', '幺');

    /// <summary>A quantity with or without decimals and thousands commas: 1,200.5 → 一千二百点五.</summary>
    public static string Read(string number)
    {
        var plain = number.Replace(",", "", StringComparison.Ordinal);
        var point = plain.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? Whole(plain) : Whole(plain[..point]) + "点" + Spell(plain[(point + 1)..]);
    }

    /// <summary>A count before a measure word: 2 → 两.</summary>
    public static string Count(string number) => number is "2" ? "两" : Read(number);

    private static string Whole(string digits)
    {
        var trimmed = digits.TrimStart('0');
        if (trimmed.Length == 0)
        {
            return "零";
        }

        // Past 9999万亿, and with zeros in front (a number of a thing, not a quantity), it is spelled.
        if (trimmed.Length > 16 || trimmed.Length < digits.Length)
        {
            return Spell(digits);
        }

        var said = new StringBuilder();
        var zero = false;
        for (var group = (trimmed.Length - 1) / 4; group >= 0; group--)
        {
            zero = AppendGroup(said, Slice(trimmed, group), group, zero);
        }

        var text = said.ToString();
        return text.StartsWith("一十", StringComparison.Ordinal) ? text[1..] : text;
    }

    private static string Slice(string digits, int group)
    {
        var end = digits.Length - (4 * group);
        return digits[Math.Max(0, end - 4)..end];
    }

    // A run of zeros is said once, and only when something follows it.
    private static bool AppendGroup(StringBuilder said, string digits, int group, bool zero)
    {
        var any = false;
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '0')
            {
                zero |= said.Length > 0;
                continue;
            }

            said.Append(zero ? "零" : "").Append(Digit(digits, i, said.Length == 0)).Append(Places[digits.Length - 1 - i]);
            zero = false;
            any = true;
        }

        if (any)
        {
            said.Append(Groups[group]);
            // 二十万零三百 needs the zero that 二十万三千 has not: only zeros in front of the next group count.
            zero = false;
        }

        return zero;
    }

    // 两千, 两万, 两亿 in front; 二百, 二十 and 二 elsewhere.
    private static char Digit(string digits, int at, bool first) =>
        first && digits[at] == '2' && digits.Length - 1 - at == 3 ? '两' : Digits[digits[at] - '0'];
}
