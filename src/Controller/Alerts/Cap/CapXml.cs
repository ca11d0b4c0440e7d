using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// Opens bytes from the net as XML: no document type, so no entities of its own and nothing fetched; not larger and not
/// deeper than <see cref="CapLimits"/>.
/// </summary>
internal static class CapXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = CapLimits.Bytes,
        MaxCharactersFromEntities = 0,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads the whole document.</summary>
    public static bool TryOpen(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out XElement? root, [NotNullWhen(false)] out CapProblem? problem)
    {
        root = null;
        problem = Look(bytes.Span);
        if (problem is not null)
        {
            return false;
        }

        try
        {
            var document = bytes.ToArray();
            root = IsDeep(document) ? null : Load(document);
            problem = root is not null ? null : Problem($"The document holds elements within each other more than {CapLimits.Depth} deep. Allowed: {CapLimits.Depth}.");
        }
        catch (XmlException exception)
        {
            problem = Problem(Sentence(bytes.Span, exception));
        }

        return root is not null;
    }

    // What arrives instead of an alert most often, told apart before a parser complains of something else.
    private static CapProblem? Look(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > CapLimits.Bytes)
        {
            return Problem($"The document is {bytes.Length} bytes long. Allowed: up to {CapLimits.Bytes}.");
        }

        var text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..].TrimStart(" \t\r\n"u8) : bytes.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? Problem("The document is empty. A CAP message is required.")
            : StartsWith(text, "<!doctype html") || StartsWith(text, "<html") ? Problem("The document is an HTML page. A CAP message is required.")
            : text[0] is (byte)'{' or (byte)'[' ? Problem("The document is JSON. A CAP message in XML is required.")
            : null;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, string word)
    {
        if (text.Length < word.Length)
        {
            return false;
        }

        for (var i = 0; i < word.Length; i++)
        {
            if ((text[i] | (char.IsAsciiLetter(word[i]) ? 0x20 : 0)) != word[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDeep(byte[] document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document), Settings);
        while (reader.Read())
        {
            if (reader.Depth > CapLimits.Depth)
            {
                return true;
            }
        }

        return false;
    }

    private static XElement Load(byte[] document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document), Settings);
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }

    private static string Sentence(ReadOnlySpan<byte> bytes, XmlException exception) => bytes.IndexOf("<!DOCTYPE"u8) >= 0
        ? "The document has a document type (DTD). It is refused, for a DTD can fetch and multiply text."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The document is no well-formed XML in line {exception.LineNumber}, position {exception.LinePosition}: {CapFindings.Quoted(exception.Message)}.");

    private static CapProblem Problem(string sentence) => new("document", sentence);
}
