using Microsoft.Net.Http.Headers;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>
/// Refuses what another site makes a logged-in browser send: changes and sockets whose origin is not ours, and API calls by
/// cookie without <see cref="Header"/>, which no form and no other site can set.
/// </summary>
internal sealed class OriginGate(RequestDelegate next, Denials denials)
{
    public const string Header = "X-CSRF";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var isChanging = request.MayChange();
        if (!isChanging && !request.IsSocket())
        {
            return next(context);
        }

        if (IsForeign(request))
        {
            return denials.RefuseAsync(context, "The request comes from another site.");
        }

        var needsHeader = isChanging && request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && context.User.Identity is { IsAuthenticated: true, AuthenticationType: Sessions.Scheme };
        return needsHeader && !request.Headers.ContainsKey(Header)
            ? denials.RefuseAsync(context, $"A browser's session changes things here with the header {Header} alone. Send {Header}: 1, or an API token.")
            : next(context);
    }

    // A browser sends one of the two or both; a script at a keyboard neither.
    private static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
        {
            return true;
        }

        var origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, new Uri($"{request.Scheme}://{request.Host}").Authority, StringComparison.OrdinalIgnoreCase));
    }
}
