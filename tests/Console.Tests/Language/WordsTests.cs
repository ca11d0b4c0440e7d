using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CloudBroadcast.Controller.Console.Language;

/// <summary>Every text of the pages is a key, every key has its English, and no English is left over. Read off the sources.</summary>
public sealed partial class WordsTests
{
    // What is no text of ours but an example of what people bring.
    private static readonly string[] Examples = ["节假日,国庆节"];

    private static readonly string Source = Path.Combine(WatchedPage.Repository(), "src", "Controller");

    [Fact]
    public void No_page_has_Chinese_beside_its_keys()
    {
        var offenders = Directory.EnumerateFiles(Path.Combine(Source, "Console"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => StrayIn(file).Select(stray => $"{Path.GetRelativePath(Source, file)}: {stray}"));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_key_has_its_English()
    {
        var offenders = Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => KeysIn(File.ReadAllText(file)).Except(WordsOf(file).Keys).Select(key => $"{Path.GetRelativePath(Source, file)}: {key}"));
        Assert.Empty(offenders);
    }

    [Fact]
    public void No_English_is_left_without_its_Chinese()
    {
        var all = string.Concat(Directory.EnumerateFiles(Path.Combine(Source, ".."), "*.*", SearchOption.AllDirectories)
            .Where(file => (file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)) && !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        var offenders = Resources().SelectMany(file => Read(file).Keys
            .Where(key => !all.Contains($"\"{key.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"", StringComparison.Ordinal))
            .Select(key => $"{Path.GetFileName(file)}: {key}"));
        Assert.Empty(offenders);
    }

    [Fact]
    public void The_English_has_the_same_gaps_as_its_Chinese()
    {
        // An example of a name is in the town's own writing.
        var offenders = Resources().SelectMany(file => Read(file)
            .Where(word => !GapsIn(word.Key).SetEquals(GapsIn(word.Value)) || (Chinese().IsMatch(word.Value) && !word.Key.StartsWith("例如", StringComparison.Ordinal)))
            .Select(word => $"{Path.GetFileName(file)}: {word.Key} = {word.Value}"));
        Assert.Empty(offenders);
    }

    private static HashSet<string> GapsIn(string text) => [.. Gap().Matches(text).Select(gap => gap.Value)];

    private static IEnumerable<string> StrayIn(string file)
    {
        var text = Comment().Replace(File.ReadAllText(file), "");
        text = Key().Replace(text, "");
        var words = WordsOf(file);

        // A text that is chosen in the code and looked up where it is shown.
        text = Literal().Replace(text, literal => words.ContainsKey(Regex.Unescape(literal.Groups[1].Value)) ? "" : literal.Value);
        return text.Split('\n').Where(line => Chinese().IsMatch(line) && !Examples.Any(line.Contains)).Select(line => line.Trim());
    }

    private static IEnumerable<string> KeysIn(string text) =>
        Key().Matches(Comment().Replace(text, "")).Select(match => Regex.Unescape(match.Groups[1].Value)).Where(key => Chinese().IsMatch(key) || Wide().IsMatch(key)).Distinct();

    // The resource beside the file; one above it where the folder has none.
    private static Dictionary<string, string> WordsOf(string file)
    {
        var folder = file.Contains("/Operators/", StringComparison.Ordinal) ? Path.Combine(Source, "Console", "Login") : Path.GetDirectoryName(file)!;
        while (folder.StartsWith(Source, StringComparison.Ordinal))
        {
            if (Directory.GetFiles(folder, "*.en.resx") is [var found, ..])
            {
                return Read(found);
            }

            folder = Path.GetDirectoryName(folder)!;
        }

        return [];
    }

    private static IEnumerable<string> Resources() => Directory.EnumerateFiles(Path.Combine(Source, "Console"), "*.en.resx", SearchOption.AllDirectories);

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    // Razor comments, documentation and the comments of code; an address has its two slashes after a colon.
    [GeneratedRegex(@"@\*.*?\*@|(?<=^|\s)//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?:T|words)\[""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Key();

    [GeneratedRegex(@"""((?:[^""\\\n]|\\.)*)""")]
    private static partial Regex Literal();

    [GeneratedRegex("[\u4e00-\u9fff]")]
    private static partial Regex Chinese();

    [GeneratedRegex("[\u3000-\u303f\uff00-\uffef]")]
    private static partial Regex Wide();

    [GeneratedRegex(@"\{\d")]
    private static partial Regex Gap();
}
