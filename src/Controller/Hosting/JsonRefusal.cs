using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Says of a JSON body that could not be read which field it was, what stood there, and what is allowed.</summary>
internal static partial class JsonRefusal
{
    private const string Body = "body";
    private const int QuotedCharacters = 80;

    /// <param name="error">From System.Text.Json; its path leads to the field.</param>
    /// <param name="body">What was sent, or null when it is no JSON at all.</param>
    /// <param name="type">What was expected.</param>
    /// <param name="options">How it was read.</param>
    public static (string Field, string Sentence) Explain(JsonException error, JsonElement? body, Type? type, JsonSerializerOptions options)
    {
        if (Missing().Match(error.Message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups["names"].Value).Select(match => match.Groups["name"].Value).ToList();
            return (names.Count == 1 ? names[0] : Body, $"Missing: {string.Join(", ", names)}.");
        }

        var path = Segment().Matches(error.Path ?? "").Select(match => match.Groups["part"].Value).ToList();
        var field = string.Join('.', path);
        return body is null || path.Count == 0
            ? (Body, $"The body can't be read as JSON: {error.Message}")
            : (field, Refusal.Sentence(field, ValueAt(body.Value, path), Allowed(path, type, options)));
    }

    private static string? ValueAt(JsonElement body, IEnumerable<string> path)
    {
        foreach (var part in path)
        {
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(part, out var member))
            {
                body = member;
            }
            else if (body.ValueKind == JsonValueKind.Array && int.TryParse(part, out var index) && index < body.GetArrayLength())
            {
                body = body[index];
            }
        }

        var text = body.ValueKind == JsonValueKind.String ? body.GetString() : body.GetRawText();
        return text?.Length > QuotedCharacters ? text[..QuotedCharacters] + "…" : text;
    }

    private static string Allowed(IReadOnlyList<string> path, Type? type, JsonSerializerOptions options)
    {
        foreach (var part in path)
        {
            var info = type is null ? null : options.GetTypeInfo(type);
            if (info?.Kind == JsonTypeInfoKind.Enumerable)
            {
                type = info.ElementType;
            }
            else if (info?.Kind == JsonTypeInfoKind.Object)
            {
                var member = info.Properties.FirstOrDefault(property => string.Equals(property.Name, part, StringComparison.OrdinalIgnoreCase));
                if (member is null)
                {
                    return "the fields " + string.Join(", ", info.Properties.Select(property => property.Name));
                }

                type = member.PropertyType;
            }
        }

        return type is null ? "what /openapi/v1.json says" : ValueWords.For(type);
    }

    [GeneratedRegex(@"missing required properties including: (?<names>.+?)\.?\z")]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\.(?<part>[^.\[\]]+)|\[(?<part>[0-9]+)\]|\['(?<part>[^']*)'\]")]
    private static partial Regex Segment();
}
