using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Knows a message about war or an air raid: the law reserves its signal (人民防空法 art. 32), so no rule may sound it.</summary>
internal static partial class CapAirRaid
{
    /// <summary>The word or code that makes it one, or null.</summary>
    public static string? In(CapMessage message) =>
        message.Infos.SelectMany(info => info.EventCodes).Select(code => code.Value).FirstOrDefault(value => WarCode().IsMatch(value))
        ?? Texts(message).Select(text => Words().Match(Unspaced(text))).FirstOrDefault(match => match.Success)?.Value;

    private static IEnumerable<string> Texts(CapMessage message) =>
        message.Infos.SelectMany(info => (string?[])[info.Event, info.Headline, info.Description, info.Instruction]).Append(message.Note).OfType<string>();

    private static string Unspaced(string text) => string.Concat(text.Where(sign => !char.IsWhiteSpace(sign) && sign is not ('-' or '_' or '·')));

    // GB/T 35561 and GD/J 082 annex C.1: 50100 air raid, 50200 mobilisation, 50300 emergency, 50400 martial law, 59900 other war.
    [GeneratedRegex(@"\A5[0-9]{4}\z")]
    private static partial Regex WarCode();

    [GeneratedRegex("防空警报|空袭|防空警報|空襲|airraid", RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
