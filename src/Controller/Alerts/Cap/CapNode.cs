using System.Xml.Linq;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// An element of a document, asked for the children that CAP gives it, by name and in any order. What is wrong goes to the
/// findings and a default comes back, so that one reading finds its way to the end.
/// </summary>
internal sealed class CapNode(XElement element, string path, CapFindings findings)
{
    /// <summary>Where it stands, as <c>alert/info[1]</c>.</summary>
    public string Path => path;

    public CapFindings Findings => findings;

    /// <summary>The children of that name, not more than <paramref name="most"/>.</summary>
    public IReadOnlyList<CapNode> All(string name, int most)
    {
        var found = Named(name).Select((child, index) => new CapNode(child, $"{path}/{name}[{index + 1}]", findings)).Take(most + 1).ToList();
        if (found.Count > most)
        {
            findings.Refuse(path, $"{path} holds more than {most} {name} elements. Allowed: up to {most}.");
        }

        return found;
    }

    /// <summary>The trimmed values of the children of that name, empty ones left out.</summary>
    public IEnumerable<string> Values(string name, int most) =>
        All(name, most).Select(child => child.Value).Where(value => value.Length > 0);

    /// <summary>The trimmed value of the one child of that name; null when it is not there or empty.</summary>
    /// <param name="name">Local name.</param>
    /// <param name="longest">In characters.</param>
    public string? Optional(string name, int longest)
    {
        var found = Named(name).Take(2).ToList();
        if (found.Count > 1)
        {
            findings.Refuse($"{path}/{name}", $"{name} stands more than once in {path}. Allowed: once.");
        }

        var value = found.FirstOrDefault()?.Value.Trim() ?? "";
        if (value.Length > longest)
        {
            findings.Refuse($"{path}/{name}", $"{name} is {value.Length} characters long. Allowed: up to {longest}.");
        }

        return value.Length == 0 ? null : value;
    }

    /// <summary>As <see cref="Optional"/>, refused when it is not there.</summary>
    public string Required(string name, int longest)
    {
        if (Optional(name, longest) is { } value)
        {
            return value;
        }

        findings.Refuse($"{path}/{name}", $"{name} is missing or empty in {path}. It is required.");
        return "";
    }

    /// <summary>A required word of an enumeration.</summary>
    public T Word<T>(string name)
        where T : struct, Enum => Word<T>(name, Required(name, CapLimits.Token));

    /// <summary>The words of an enumeration that stand under that name.</summary>
    public IReadOnlyList<T> Words<T>(string name)
        where T : struct, Enum => [.. Values(name, CapLimits.Places).Select(value => Word<T>(name, value)).Distinct()];

    /// <summary>An instant; null when it is not there.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Optional(name, CapLimits.Token) is not { } written)
        {
            return null;
        }

        if (CapTime.Read(name, written, out var instant) is { } problem)
        {
            findings.Refuse($"{path}/{name}", problem);
        }

        return instant;
    }

    /// <summary>The pairs of valueName and value under that name; those without a value are left out.</summary>
    /// <param name="name">Local name.</param>
    /// <param name="most">How many.</param>
    /// <param name="isWhole">Whether none was left out.</param>
    public IReadOnlyList<CapPair> Pairs(string name, int most, out bool isWhole)
    {
        var all = All(name, most);
        var pairs = all.Select(pair => (Name: pair.Optional("valueName", CapLimits.Line), Value: pair.Optional("value", CapLimits.Text)))
            .Where(pair => pair.Value is not null)
            .Select(pair => new CapPair(OneSpaced(pair.Name ?? ""), pair.Value!)).ToList();
        isWhole = pairs.Count == all.Count;
        return pairs;
    }

    private string Value => element.Value.Trim();

    private IEnumerable<XElement> Named(string name) => element.Elements(element.Name.Namespace + name);

    // Enum.TryParse would take "0" and "Met, Geo" too.
    private T Word<T>(string name, string written)
        where T : struct, Enum
    {
        if (Enum.GetNames<T>().Contains(written, StringComparer.Ordinal))
        {
            return Enum.Parse<T>(written);
        }

        findings.Refuse(
            $"{path}/{name}", $"{name} {CapFindings.Quoted(written)} is unknown. Allowed: {string.Join(", ", Enum.GetNames<T>())}; capitals count.");
        return default;
    }

    private static string OneSpaced(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
