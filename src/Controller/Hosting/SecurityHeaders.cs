using Microsoft.Net.Http.Headers;

namespace CloudBroadcast.Controller.Hosting;

/// <summary>Tells the browser, with every answer, what a page of ours never does.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Scripts, styles and connections stay in the house and in files; positions in the calendar are inline style attributes.
    // A blob is a sound that the page itself has made or fetched: a recording, a text that is tried.
    private const string Policy =
        "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // Live talk needs the microphone; nothing needs the rest.
    private const string Permissions = "microphone=(self), camera=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=()";

    private const string OneYear = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        // At the start of the answer, so that no error handler has cleared them and no framework has said less.
        context.Response.OnStarting(static state => Set((HttpContext)state), context);
        return next(context);
    }

    private static Task Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }

        // What a person sees after logging in is not for a cache; files that say themselves how long they are good are.
        if (context.User.Identity?.IsAuthenticated == true && !headers.ContainsKey(HeaderNames.CacheControl))
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}
