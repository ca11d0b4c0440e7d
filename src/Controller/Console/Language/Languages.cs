using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace CloudBroadcast.Controller.Console.Language;

/// <summary>
/// The languages of the pages. The texts stand in the pages in Chinese and are their own keys: <c>T["停止"]</c>. What another
/// language says for them stands beside the pages of a folder, in <c>XxxWords.en.resx</c>, and a test compares the two. Who
/// has not chosen gets Chinese, whatever the browser asks for: it is the language of the town's offices.
/// </summary>
internal static class Languages
{
    public static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");

    public static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    /// <summary>What the switch calls a language: its own word for itself.</summary>
    public static string NameOf(CultureInfo language) => language.Equals(English) ? "English" : "中文";

    public static IServiceCollection AddConsoleLanguages(this IServiceCollection services)
    {
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(Chinese);
            options.SupportedCultures = options.SupportedUICultures = [Chinese, English];
            options.RequestCultureProviders = [new CookieRequestCultureProvider()];
        });
        return services;
    }
}
