using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml.Linq;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// Reads CAP 1.2. Forgiving in form (order of elements, prefixes, white space, the namespace of CAP 1.1), strict in
/// meaning: what decides whether loudspeakers sound must be there and be one of the words that the standard allows.
/// </summary>
internal static class CapReader
{
    private const string Namespace = "urn:oasis:names:tc:emergency:cap:1.2";
    private const string OldNamespace = "urn:oasis:names:tc:emergency:cap:1.1";

    /// <summary>Reads one message off a wire; never throws.</summary>
    /// <param name="bytes">The document, up to <see cref="CapLimits.Bytes"/>, in an encoding that it declares.</param>
    /// <param name="message">Null when refused.</param>
    /// <param name="problem">The first rule that is broken.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out CapMessage? message, [NotNullWhen(false)] out CapProblem? problem)
    {
        message = null;
        if (!CapXml.TryOpen(bytes, out var root, out problem) || (problem = Foreign(root)) is not null)
        {
            return false;
        }

        var findings = new CapFindings();
        if (root.Name.NamespaceName == OldNamespace)
        {
            findings.Remark($"The namespace is that of CAP 1.1; read as {Namespace}.");
        }

        var read = Message(new CapNode(root, "alert", findings));
        problem = findings.Problem;
        message = problem is null ? read with { Remarks = findings.Remarks } : null;
        return message is not null;
    }

    private static CapProblem? Foreign(XElement root) => (root.Name.LocalName, root.Name.NamespaceName) switch
    {
        ("alert", Namespace or OldNamespace) => null,
        ("alert", var space) => new CapProblem("alert", $"The namespace {CapFindings.Quoted(space)} is not CAP's. Allowed: {Namespace}."),
        ("feed" or "rss" or "RDF", _) => new CapProblem("document", "The document is an index of alerts (Atom or RSS). Allowed: one of the alerts it links to."),
        ("html", _) => new CapProblem("document", "The document is an HTML page. A CAP message is required."),
        var (name, _) => new CapProblem("document", $"The root element {CapFindings.Quoted(name)} is not CAP's. Allowed: alert."),
    };

    private static CapMessage Message(CapNode alert)
    {
        var read = new CapMessage
        {
            Identifier = Token(alert, "identifier"),
            Sender = Token(alert, "sender"),
            Sent = RequiredTime(alert, "sent"),
            Status = alert.Word<CapStatus>("status"),
            Type = alert.Word<CapMessageType>("msgType"),
            Scope = alert.Word<CapScope>("scope"),
            Source = CapText.Line(alert.Optional("source", CapLimits.Line)),
            Note = CapText.Line(alert.Optional("note", CapLimits.Text)),
        };
        read = read with { References = References(alert, read), Infos = CapInfoReader.Read(alert) };
        Compare(alert, read);
        return read;
    }

    // These three make up a reference, which spaces and commas take apart.
    private static string Token(CapNode alert, string name)
    {
        var value = alert.Required(name, CapLimits.Token);
        if (value.Any(sign => char.IsWhiteSpace(sign) || sign is ',' or '<' or '&'))
        {
            alert.Findings.Refuse($"{alert.Path}/{name}", $"{name} {CapFindings.Quoted(value)} holds a space, a comma, < or &. None of them is allowed.");
        }

        return value;
    }

    private static DateTimeOffset RequiredTime(CapNode alert, string name)
    {
        alert.Required(name, CapLimits.Token);
        return alert.Time(name) ?? default;
    }

    private static List<CapKey> References(CapNode alert, CapMessage read)
    {
        var isNeeded = read.Type != CapMessageType.Alert;
        var written = isNeeded ? alert.Required("references", CapLimits.Text) : alert.Optional("references", CapLimits.Text) ?? "";
        if (CapKey.Read(written, out var keys) is { } problem)
        {
            if (isNeeded)
            {
                alert.Findings.Refuse("alert/references", problem);
            }

            alert.Findings.Remark($"{problem} Left out, for an Alert needs none.");
            return [];
        }

        var others = keys.Where(key => (key.Sender, key.Identifier) != (read.Sender, read.Identifier)).ToList();
        if (others.Count < keys.Count)
        {
            alert.Findings.Remark("references names the message itself; left out.");
        }

        if (isNeeded && others.Count == 0)
        {
            alert.Findings.Refuse("alert/references", $"references names no earlier message. {read.Type} needs one.");
        }

        return others;
    }

    private static void Compare(CapNode alert, CapMessage read)
    {
        foreach (var (info, index) in read.Infos.Select((info, index) => (info, index)).Where(each => each.info.Expires < read.Sent))
        {
            var expires = string.Create(CultureInfo.InvariantCulture, $"{info.Expires:yyyy-MM-dd'T'HH:mm:sszzz}");
            alert.Findings.Refuse($"alert/info[{index + 1}]/expires", $"expires \"{expires}\" is before sent. Allowed: a later instant.");
        }

        if (read.Infos.Sum(info => info.Areas.Count) > CapLimits.Areas)
        {
            alert.Findings.Refuse("alert", $"The message holds more than {CapLimits.Areas} areas. Allowed: up to {CapLimits.Areas}.");
        }

        if (read.Infos.Sum(info => info.Areas.Sum(area => area.Polygons.Sum(polygon => polygon.Count))) > CapLimits.Vertices)
        {
            alert.Findings.Refuse("alert", $"The polygons have more than {CapLimits.Vertices} vertices. Allowed: up to {CapLimits.Vertices}.");
        }
    }
}
