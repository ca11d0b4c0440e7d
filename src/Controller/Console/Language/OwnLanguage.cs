using System.Globalization;

namespace CloudBroadcast.Controller.Console.Language;

/// <summary>
/// Remembers the language in which a live page was opened. What wakes the page is often somebody else's thread, with somebody
/// else's language on it.
/// </summary>
public sealed class OwnLanguage
{
    private readonly CultureInfo _texts = CultureInfo.CurrentUICulture;
    private readonly CultureInfo _figures = CultureInfo.CurrentCulture;

    /// <summary>Runs it in the language of the page; the caller's own is as it was afterwards.</summary>
    public async Task SpeakAsync(Func<Task> what)
    {
        ArgumentNullException.ThrowIfNull(what);

        // What an async method sets here, its caller never sees.
        (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (_texts, _figures);
        await what();
    }
}
