using System.Text.RegularExpressions;

namespace CloudBroadcast.Protocol;

/// <summary>Reads docs/wire/mqtt.md, so that the page and the code can't drift apart.</summary>
internal static partial class WirePage
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "wire", "mqtt.md"));

    /// <summary>The cells of each row of the first table under a heading, without head and rule.</summary>
    public static IReadOnlyList<string[]> Table(string heading) => Section(heading).Split('\n')
        .SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()).ToList();

    /// <summary>The fenced blocks of a language under a heading.</summary>
    public static IReadOnlyList<string> Blocks(string heading, string language) =>
        Fence().Matches(Section(heading)).Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["body"].Value).ToList();

    private static string Section(string heading)
    {
        var start = Text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The page has no heading '{heading}'.");
        var end = Text.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return Text[start..(end < 0 ? Text.Length : end)];
    }

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
