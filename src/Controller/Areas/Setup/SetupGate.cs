using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Operators.Door;

namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>
/// Leads the administrator of a new town to the first run, from whatever page, and tells a script that there is no town yet.
/// Behind the rights: who is not logged in goes to the login first.
/// </summary>
internal sealed class SetupGate(RequestDelegate next, TownSetup setup, IProblemDetailsService problems)
{
    /// <summary>Where the first run stands.</summary>
    public const string Page = "/first-run";

    public async Task InvokeAsync(HttpContext http)
    {
        if (await setup.IsDoneAsync(http.RequestAborted) || IsOpen(http))
        {
            await next(http);
        }
        else if (http.GetEndpoint()?.Metadata.GetMetadata<PageMark>() is not null)
        {
            await LeadAsync(http);
        }
        else if (http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && !await setup.HasTownAsync(http.RequestAborted))
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            await problems.WriteAsync(new ProblemDetailsContext
            {
                HttpContext = http,
                ProblemDetails = { Status = StatusCodes.Status409Conflict, Detail = $"There is no town yet. Log in as administrator and open {Page}." },
            });
        }
        else
        {
            await next(http);
        }
    }

    // The person's own things, and what is for everybody.
    private static bool IsOpen(HttpContext http) => http.GetEndpoint() is null || http.Request.Path.StartsWithSegments(Page, StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/account", StringComparison.OrdinalIgnoreCase) || http.Request.Path.StartsWithSegments("/api/session", StringComparison.OrdinalIgnoreCase)
        || http.GetEndpoint()!.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null;

    private async Task LeadAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) && (http.User.May(Right.ManagePeople) || !await setup.HasTownAsync(http.RequestAborted)))
        {
            http.Response.Redirect(Page);
        }
        else
        {
            await next(http);
        }
    }
}
