using Microsoft.AspNetCore.Antiforgery;

namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>Where the red button posts to.</summary>
internal static class StopEndpoint
{
    public static void MapStop(this WebApplication app) => app.MapPost("/stop", StopAsync).ExcludeFromDescription();

    private static async Task<IResult> StopAsync(HttpContext http, IAntiforgery forms)
    {
        if (!await forms.IsRequestValidAsync(http))
        {
            return TypedResults.Redirect("/stopped?what=stale");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return TypedResults.Redirect($"/stopped?what={form["what"]}");
    }
}
