using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Our documents, damaged at random from a fixed seed: nothing throws, and what must not sound does not.</summary>
public class CapMutationTests
{
    private static readonly string[] Documents = [.. CapDocuments.All.Values];
    private static readonly string[] Villages = [.. CapDocuments.Town.Where(area => area.Code.Length == 12).Select(area => area.Code)];

    // What a hand, a converter or an attacker puts in the wrong place.
    private static readonly string[] Tokens =
    [
        "Actual", "Exercise", "Test", "Draft", "System", "Alert", "Update", "Cancel", "Ack", "Error", "Public", "Private", "Restricted",
        "Extreme", "Severe", "Unknown", "Past", "AllClear", "Very Likely", "zh-CN", "en-US", "620321", "620321104000", "620321104201", "50100",
        "2026-07-18T16:01:30+08:00", "2026-07-18T15:00:00+08:00", "2099-01-01T00:00:00Z", "2569-07-18T16:01:30+08:00", "2026-07-18T16:01:30",
        "<status>Actual</status>", "<status>Test</status>", "<msgType>Cancel</msgType>", "<info>", "</info>", "<area>", "</area>", "</alert>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&amp;", "&lt;br/&gt;", "&b;", "&#0;", "&#x1F4A5;", "<![CDATA[Actual]]>", "<!--", "-->", "<?x?>",
        "38.25,101.9 500", "38,101 38,103 39,103 38,101", "NaN,NaN", "-1e309", "解除", "继续发布", "红色预警", "防空警报", "\u200b", "\ufeff", "\ud83d\udca5", " ", "",
    ];

    private static int Mutations => Environment.GetEnvironmentVariable("LONG_TESTS") == "1" ? 100_000 : 2_000;

    [Fact]
    public void A_damaged_document_never_throws_and_never_sounds_against_what_it_says()
    {
        var random = new Random(20260718);
        var (read, sounded) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Mutate(Documents[random.Next(Documents.Length)], random);
            if (!CapReader.TryRead(bytes, out var message, out var problem))
            {
                Assert.NotEmpty(problem.Element);
                Assert.NotEmpty(problem.Sentence);
                continue;
            }

            read++;
            var verdict = CapJudge.Judge(message, CapDocuments.Trusted);
            Assert.NotEmpty(verdict.Reasons);
            if (verdict.Outcome == CapOutcome.Sound)
            {
                sounded++;
                AssertMaySound(bytes, verdict, i);
            }
        }

        // A test of nothing but refusals would say nothing.
        Assert.InRange(read, Mutations / 10, Mutations);
        Assert.InRange(sounded, Mutations / 50, Mutations);
    }

    // Read anew and plainly, so that a fault of the reader is not a fault of the test too.
    private static void AssertMaySound(byte[] bytes, CapVerdict verdict, int number)
    {
        using var stream = new MemoryStream(bytes);
        var root = XDocument.Load(stream).Root!;
        string[] Values(XElement parent, string name) => [.. parent.Elements(root.Name.Namespace + name).Select(element => element.Value.Trim())];
        var sent = DateTimeOffset.Parse(Assert.Single(Values(root, "sent")), CultureInfo.InvariantCulture);
        var ends = root.Elements(root.Name.Namespace + "info")
            .Select(info => Values(info, "expires") is [{ Length: > 0 } end] ? DateTimeOffset.Parse(end, CultureInfo.InvariantCulture) : sent.AddHours(24));

        var mayNot = new[]
        {
            Assert.Single(Values(root, "status")) != "Actual" ? "status" : null,
            Assert.Single(Values(root, "scope")) != "Public" ? "scope" : null,
            Assert.Single(Values(root, "msgType")) is not ("Alert" or "Update") ? "msgType" : null,
            Assert.Single(Values(root, "sender")) != CapDocuments.Sender ? "sender" : null,
            ends.Max() <= CapDocuments.Now ? "expires" : null,
            sent > CapDocuments.Now.AddMinutes(10) ? "sent" : null,
            root.Descendants().Any(text => text.Name.LocalName is "event" or "headline" or "description" && text.Value.Contains("防空警报", StringComparison.Ordinal)) ? "air raid" : null,
            verdict.Villages.Count == 0 || verdict.Villages.Except(Villages).Any() ? "villages" : null,
            verdict.Severity is null ? "severity" : null,
        }.OfType<string>();
        Assert.True(!mayNot.Any(), $"Mutation {number} sounds against its {string.Join(", ", mayNot)}:\n{Encoding.UTF8.GetString(bytes)}");
    }

    private static byte[] Mutate(string document, Random random)
    {
        var text = document;
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            text = random.Next(8) switch
            {
                0 => Cut(text, random),
                1 => Insert(text, random.Next(text.Length + 1), Tokens[random.Next(Tokens.Length)]),
                2 => Insert(text, random.Next(text.Length + 1), Slice(text, random)),
                _ => Refill(text, random),
            };
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0 && random.Next(6) == 0)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    private static string Insert(string text, int at, string what) => text.Insert(at, what);

    private static string Slice(string text, Random random)
    {
        var from = random.Next(text.Length + 1);
        return text.Substring(from, random.Next(Math.Min(200, text.Length - from) + 1));
    }

    private static string Cut(string text, Random random)
    {
        var from = random.Next(text.Length + 1);
        return text.Remove(from, random.Next(Math.Min(60, text.Length - from) + 1));
    }

    // Another word between two tags: the document stays well-formed and says something else.
    private static string Refill(string text, Random random)
    {
        var from = text.IndexOf('>', random.Next(text.Length + 1)) + 1;
        var until = text.IndexOf('<', from);
        return until < 0 ? text : text[..from] + Tokens[random.Next(Tokens.Length)] + text[until..];
    }
}
