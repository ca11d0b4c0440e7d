using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>The cookies of sessions: of this site alone, not for scripts, encrypted, compared with the account every minute.</summary>
internal sealed class SessionCookies(IOptions<OperatorOptions> options, Sessions sessions, SessionEnds ends, Denials denials, TimeProvider time)
    : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    private const string CheckedAt = "checked";

    // Long enough to find the phone.
    private static readonly TimeSpan HalfFor = TimeSpan.FromMinutes(5);

    public void Configure(CookieAuthenticationOptions options) => Configure(null, options);

    public void Configure(string? name, CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = $"cloudbroadcast-{name}";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        if (name is Sessions.HalfScheme)
        {
            (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (HalfFor, false);
            return;
        }

        (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (options.Value.IdleTimeout, true);
        cookie.Events.OnValidatePrincipal = ValidateAsync;
        cookie.Events.OnRedirectToLogin = context => denials.AskAsync(context.HttpContext);
        cookie.Events.OnRedirectToAccessDenied = context => denials.RefuseAsync(context.HttpContext, null);
    }

    private async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var now = time.GetUtcNow();
        var last = context.Properties.Items.TryGetValue(CheckedAt, out var written)
            ? DateTimeOffset.Parse(written!, CultureInfo.InvariantCulture)
            : context.Properties.IssuedUtc ?? now;
        if (now - last < options.Value.CheckEvery && !ends.HaveComeSince(context.Principal?.AccountId(), last))
        {
            return;
        }

        if (await sessions.IsGoodAsync(context.Principal!, context.HttpContext.RequestAborted))
        {
            context.Properties.Items[CheckedAt] = now.ToString("O", CultureInfo.InvariantCulture);
            context.ShouldRenew = true;
        }
        else
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Sessions.Scheme);
        }
    }
}
