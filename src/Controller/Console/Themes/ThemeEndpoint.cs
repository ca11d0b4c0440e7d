using CloudBroadcast.Controller.Console.Login;
using CloudBroadcast.Controller.Operators.Door;
using Microsoft.AspNetCore.Mvc;

namespace CloudBroadcast.Controller.Console.Themes;

/// <summary>The switch of colours: a plain form. The choice is a cookie, so that the page comes right and nothing flashes.</summary>
internal static class ThemeEndpoint
{
    public const string Path = "/theme";
    private const string Cookie = "cloudbroadcast-theme";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static void MapTheme(this IEndpointRouteBuilder app) =>
        app.MapPost(Path, Choose).AllowAnonymous().WithMetadata(PageMark.Instance).ExcludeFromDescription();

    /// <summary>What the person has chosen in this browser.</summary>
    public static Theme ThemeOf(HttpRequest request) =>
        Enum.TryParse<Theme>(request.Cookies[Cookie], ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : Theme.System;

    /// <summary>What stands in <c>data-theme</c> on the document; null where the system decides.</summary>
    public static string? MarkOf(HttpRequest request) => ThemeOf(request) switch
    {
        Theme.Light => "light",
        Theme.Dark => "dark",
        _ => null,
    };

    private static IResult Choose([FromForm] Theme to, [FromForm] string? back, HttpContext http)
    {
        http.Response.Cookies.Append(
            Cookie, $"{to}", new CookieOptions { MaxAge = Kept, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true });
        return Results.LocalRedirect(Return.Local(back));
    }
}
