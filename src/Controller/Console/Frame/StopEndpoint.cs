using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;
using CloudBroadcast.Protocol;
using Microsoft.AspNetCore.Antiforgery;

namespace CloudBroadcast.Controller.Console.Frame;

/// <summary>Where the red button posts to: it orders silence and shows who is silent.</summary>
internal static class StopEndpoint
{
    private const string ByConsole = "在控制台按了停止";

    public static void MapStop(this WebApplication app) => app.MapPost("/stop", StopAsync).ExcludeFromDescription()
        .RequireRight(Right.Stop).WithMetadata(PageMark.Instance);

    private static async Task<IResult> StopAsync(HttpContext http, IAntiforgery forms, BroadcastStopper stopper, StopDesk desk)
    {
        // Another site must not silence the town; a form of an old page is shown a fresh one.
        if (!await forms.IsRequestValidAsync(http))
        {
            return Answer("stale");
        }

        // Whoever presses stop and walks away means it: the order goes out though the browser has gone.
        var form = await http.Request.ReadFormAsync(CancellationToken.None);
        if (Guid.TryParse(form["broadcast"], out var broadcast))
        {
            if (await desk.FirstBeyondReachAsync(http.User, broadcast, CancellationToken.None) is not null)
            {
                return Answer("beyond");
            }

            return Answer(await stopper.StopAsync(broadcast, ByConsole, CancellationToken.None) == StopResult.Stopped ? "here" : "over");
        }

        if (form["what"] is not [("ordinary" or "all") and var what])
        {
            return Answer("stale");
        }

        await desk.StopAllAsync(http.User, what == "all" ? StopScope.Everything : StopScope.Ordinary, ByConsole, CancellationToken.None);
        return Answer(what);
    }

    // 303: a reload of the answer stops nothing again.
    private static SeeOther Answer(string what) => new($"/stopped?what={what}");

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
