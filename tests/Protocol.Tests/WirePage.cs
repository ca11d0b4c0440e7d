using System.Text.RegularExpressions;

namespace CloudBroadcast.Protocol;

/// <summary>Reads a page of docs/wire, so that the page and the code can't drift apart.</summary>
internal sealed partial class WirePage(string name)
{
    public static readonly WirePage Mqtt = new("mqtt.md");

    public static readonly WirePage Enrolment = new("enrolment.md");

    public static readonly WirePage GatewayHttps = new("gateway-https.md");

    private readonly string _text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "wire", name));

    /// <summary>The cells of each row of the first table under a heading, without head and rule.</summary>
    public IReadOnlyList<string[]> Table(string heading) => Section(heading).Split('\n')
        .SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()).ToList();

    /// <summary>The fenced blocks of a language under a heading.</summary>
    public IReadOnlyList<string> Blocks(string heading, string language) =>
        Fence().Matches(Section(heading)).Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["body"].Value).ToList();

    /// <summary>What follows these words on their line under a heading.</summary>
    public string Line(string heading, string begin) =>
        Section(heading).Split('\n').Single(line => line.StartsWith(begin, StringComparison.Ordinal))[begin.Length..];

    private string Section(string heading)
    {
        var start = _text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The page has no heading '{heading}'.");
        var end = _text.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return _text[start..(end < 0 ? _text.Length : end)];
    }

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
