using System.Text.Json;

namespace CloudBroadcast.Controller.Library;

/// <summary>Thrown when something can't be done as the library stands; the message says why, for the operator.</summary>
internal sealed class LibraryConflictException(string message) : Exception(message);

/// <summary>What the names in the library must be.</summary>
internal static class LibraryRules
{
    public const int MaxTitleChars = 120;

    public const string TitleAllowed = "1 to 120 characters, none of them a control character";

    private static readonly Dictionary<string, Category> Categories =
        Enum.GetValues<Category>().ToDictionary(category => JsonNamingPolicy.CamelCase.ConvertName(category.ToString()));

    public static string CategoriesAllowed { get; } = string.Join(", ", Categories.Keys);

    /// <summary>Reads a form's category, which is written as in JSON.</summary>
    public static bool TryCategory(string word, out Category category) => Categories.TryGetValue(word, out category);

    public static bool IsTitle(string title) =>
        title.Length is > 0 and <= MaxTitleChars && title.Trim().Length == title.Length && !title.Any(char.IsControl);
}
