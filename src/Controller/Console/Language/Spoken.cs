using System.Globalization;
using System.Resources;

namespace CloudBroadcast.Controller.Console.Language;

/// <summary>
/// The texts of a folder for code that no container makes: the same keys and the same resource as a page's <c>T</c>, in the
/// language of whoever asks. <paramref name="words"/> is the folder's marker class.
/// </summary>
internal sealed class Spoken(Type words)
{
    private readonly ResourceManager _english = new(words.FullName!, words.Assembly);

    /// <summary>The text; a key that nobody has translated stands for itself.</summary>
    public string this[string chinese] => CultureInfo.CurrentUICulture.Equals(Languages.English)
        ? _english.GetResourceSet(Languages.English, createIfNotExists: true, tryParents: false)?.GetString(chinese) ?? chinese
        : chinese;

    public string this[string chinese, params object?[] values] => string.Format(CultureInfo.CurrentCulture, this[chinese], values);
}
