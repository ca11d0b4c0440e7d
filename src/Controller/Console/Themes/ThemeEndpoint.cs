using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Login;
using CloudBroadcast.Controller.Operators.Door;
using Microsoft.AspNetCore.Mvc;

namespace CloudBroadcast.Controller.Console.Themes;

/// <summary>The switch of colours: a plain form. The choice is a cookie, so that the page comes right and nothing flashes.</summary>
internal static class ThemeEndpoint
{
    public const string Path = "/theme";
    private const string Cookie = "cloudbroadcast-theme";

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
        KeptChoice.Write(http, Cookie, $"{to}");
        return Results.LocalRedirect(Return.Local(back));
    }
}
