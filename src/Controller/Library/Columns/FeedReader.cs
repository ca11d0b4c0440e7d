using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CloudBroadcast.Controller.Library.Columns;

/// <summary>Reads feeds: RSS 2.0 with enclosures, and Atom (RFC 4287) with links of the relation enclosure. Pure.</summary>
internal static class FeedReader
{
    /// <summary>No feed is larger.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    // Feeds of older Chinese sites are written in GB 2312.
    static FeedReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static bool IsHttp(Uri address) => address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;

    /// <summary>The entries with audio, the oldest first: by their dates where each has one, else against the order of the feed.</summary>
    /// <exception cref="XmlException">It is no feed.</exception>
    public static IReadOnlyList<FeedEntry> Read(Stream feed, Uri address)
    {
        // No document type: entities could grow without end or name files of ours.
        using var reader = XmlReader.Create(feed, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes });
        var root = XDocument.Load(reader).Root!;
        var entries = root.Name == Atom + "feed" ? root.Elements(Atom + "entry").Select(entry => OfAtom(entry, address))
            : root.Name == "rss" ? root.Elements("channel").Elements("item").Select(item => OfRss(item, address))
            : throw new XmlException($"The root is \"{root.Name}\", which is neither rss nor an Atom feed.");
        var found = entries.OfType<FeedEntry>().DistinctBy(entry => entry.Id).ToList();
        return found.TrueForAll(entry => entry.At is not null) ? [.. found.OrderBy(entry => entry.At)] : [.. found.AsEnumerable().Reverse()];
    }

    private static FeedEntry? OfRss(XElement item, Uri feed) =>
        Address(item.Elements("enclosure").FirstOrDefault()?.Attribute("url")?.Value, feed) is { } audio
            ? new FeedEntry(Text(item.Element("guid")) is { Length: > 0 } id ? id : audio.AbsoluteUri, Text(item.Element("title")), audio, Date(Text(item.Element("pubDate"))))
            : null;

    private static FeedEntry? OfAtom(XElement entry, Uri feed) =>
        Address(entry.Elements(Atom + "link").FirstOrDefault(link => link.Attribute("rel")?.Value == "enclosure")?.Attribute("href")?.Value, feed) is { } audio
            ? new FeedEntry(
                Text(entry.Element(Atom + "id")) is { Length: > 0 } id ? id : audio.AbsoluteUri, Text(entry.Element(Atom + "title")), audio,
                Date(Text(entry.Element(Atom + "published") ?? entry.Element(Atom + "updated"))))
            : null;

    private static Uri? Address(string? text, Uri feed) => Uri.TryCreate(feed, text?.Trim() ?? "", out var address) && text is not null && IsHttp(address) ? address : null;

    private static string Text(XElement? element) => element?.Value.Trim() ?? "";

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
