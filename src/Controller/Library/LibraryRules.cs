using System.Text.Json;

namespace CloudBroadcast.Controller.Library;

/// <summary>Why something can't be done as the library stands.</summary>
internal enum LibraryConflict
{
    /// <summary>Another programme or playlist has the title.</summary>
    TitleTaken,

    /// <summary>A schedule needs it.</summary>
    InSchedule,

    /// <summary>A schedule plays it so often that it would be more than an order names.</summary>
    TooLongForSchedule,

    /// <summary>A playlist needs it.</summary>
    InPlaylist,

    /// <summary>A column has it as an episode.</summary>
    InColumn,

    /// <summary>Somebody else has changed it since it was read.</summary>
    Stale,
}

/// <summary>Thrown when something can't be done as the library stands; the message says why, for a program's operator.</summary>
/// <param name="kind">For who says it in other words.</param>
/// <param name="other">Title of what stands in the way.</param>
/// <param name="message">The reason in English.</param>
internal sealed class LibraryConflictException(LibraryConflict kind, string other, string message) : Exception(message)
{
    public LibraryConflict Kind => kind;

    public string Other => other;
}

/// <summary>What the names in the library must be.</summary>
internal static class LibraryRules
{
    public const int MaxTitleChars = 120;

    public const int MaxTags = 12;
    public const int MaxTagChars = 20;

    public const string TagsAllowed = "up to 12 different words of 1 to 20 characters, none of them a space, a comma or a control character";

    public const string TitleAllowed = "1 to 120 characters, none of them a control character";

    private static readonly Dictionary<string, Category> Categories =
        Enum.GetValues<Category>().ToDictionary(category => JsonNamingPolicy.CamelCase.ConvertName(category.ToString()));

    public static string CategoriesAllowed { get; } = string.Join(", ", Categories.Keys);

    /// <summary>Reads a form's category, which is written as in JSON.</summary>
    public static bool TryCategory(string word, out Category category) => Categories.TryGetValue(word, out category);

    /// <summary>How JSON and forms write a category.</summary>
    public static string WordOf(Category category) => JsonNamingPolicy.CamelCase.ConvertName(category.ToString());

    public static bool AreTags(IReadOnlyList<string> tags) => tags.Count <= MaxTags && tags.Distinct().Count() == tags.Count
        && tags.All(tag => tag.Length is > 0 and <= MaxTagChars && !tag.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or '，'));

    /// <summary>What a file's name says of its content; browsers of old sent the whole path of the operator's machine.</summary>
    public static string TitleOf(string fileName)
    {
        var name = Path.GetFileNameWithoutExtension(fileName.Replace('\\', '/'));
        var plain = new string([.. name.Where(c => !char.IsControl(c))]).Trim();
        return plain.Length > MaxTitleChars ? plain[..MaxTitleChars].TrimEnd() : plain;
    }

    public static bool IsTitle(string title) =>
        title.Length is > 0 and <= MaxTitleChars && title.Trim().Length == title.Length && !title.Any(char.IsControl);
}
