using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>What somebody hears who may not: 401 or 403 with a problem from the API, a way to log in or a page from the console.</summary>
internal sealed class Denials(IProblemDetailsService problems)
{
    /// <summary>Nobody is logged in.</summary>
    public Task AskAsync(HttpContext http)
    {
        if (!IsPage(http))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return WriteAsync(http, StatusCodes.Status401Unauthorized, "Log in, or send an API token: Authorization: Bearer cbt_…");
        }

        // Only a page is worth coming back to: one that was asked for, and one whose own form came too late.
        var isPage = HttpMethods.IsGet(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        var back = isPage && http.Request.Path != "/" ? $"?back={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}" : "";
        http.Response.Redirect($"/login{back}");
        return Task.CompletedTask;
    }

    /// <summary>Whoever is logged in may not do this; without a reason it is the role.</summary>
    public Task RefuseAsync(HttpContext http, string? why) => IsPage(http)
        ? new RazorComponentResult<Console.Login.DeniedPage>(new { Why = why }) { StatusCode = StatusCodes.Status403Forbidden }.ExecuteAsync(http)
        : WriteAsync(http, StatusCodes.Status403Forbidden, why ?? "Neither your roles nor the token's scopes allow this.");

    private static bool IsPage(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<PageMark>() is not null;

    private async Task WriteAsync(HttpContext http, int status, string detail)
    {
        http.Response.StatusCode = status;
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = new ProblemDetails { Status = status, Detail = detail } });
    }
}

/// <summary>Marks an endpoint that a browser shows as a page.</summary>
internal sealed class PageMark
{
    public static PageMark Instance { get; } = new();
}
