using CloudBroadcast.Controller.Console.Login;
using CloudBroadcast.Controller.Operators.Door;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace CloudBroadcast.Controller.Console.Language;

/// <summary>The switch of languages: a plain form, which also stands on the page of the login.</summary>
internal static class LanguageEndpoint
{
    public const string Path = "/language";

    public static void MapLanguage(this IEndpointRouteBuilder app) =>
        app.MapPost(Path, Choose).AllowAnonymous().WithMetadata(PageMark.Instance).ExcludeFromDescription();

    // Back to where the person was, and nowhere outside.
    private static IResult Choose([FromForm] string to, [FromForm] string? back, HttpContext http)
    {
        var culture = to == Languages.English.Name ? Languages.English : Languages.Chinese;
        KeptChoice.Write(http, CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)));
        return Results.LocalRedirect(Return.Local(back));
    }
}
