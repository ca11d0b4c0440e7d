using System.Globalization;
using System.Security.Claims;
using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>Opens, renews and ends the sessions of people.</summary>
internal sealed class Sessions(IDbContextFactory<TownDbContext> databases, IOptions<OperatorOptions> options, TimeProvider time)
{
    /// <summary>The scheme of a session.</summary>
    public const string Scheme = "session";

    /// <summary>The scheme of who has shown the password and owes the code.</summary>
    public const string HalfScheme = "half";

    /// <summary>Password and, where it is on, code were shown: from here on the browser is known.</summary>
    public Task OpenAsync(HttpContext http, Account account) => http.SignInAsync(Scheme, PrincipalOf(account, Scheme, time.GetUtcNow()));

    /// <summary>The password was shown, the code is owed.</summary>
    public Task OpenHalfAsync(HttpContext http, Account account) => http.SignInAsync(HalfScheme, PrincipalOf(account, HalfScheme, time.GetUtcNow()));

    /// <summary>Password or code was shown again: counts for an emergency. The session lasts no longer for it.</summary>
    public Task RefreshAsync(HttpContext http, Account account) =>
        http.SignInAsync(Scheme, PrincipalOf(account, Scheme, http.User.At(OperatorClaims.Since) ?? time.GetUtcNow()));

    /// <summary>Whether the account is open and as it was when the session began, and the session is not too old.</summary>
    public async Task<bool> IsGoodAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        if (who.AccountId() is not { } id || who.At(OperatorClaims.Since) is not { } since || time.GetUtcNow() - since >= options.Value.LongestSession)
        {
            return false;
        }

        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var stamp = await database.Accounts.Where(account => account.Id == id && !account.Disabled)
            .Select(account => account.SecurityStamp).SingleOrDefaultAsync(cancellationToken);
        return stamp is not null && who.HasClaim(OperatorClaims.Stamp, stamp);
    }

    private ClaimsPrincipal PrincipalOf(Account account, string scheme, DateTimeOffset since)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, OperatorClaims.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, account.UserName!));
        identity.AddClaim(new Claim(OperatorClaims.DisplayName, account.DisplayName));
        identity.AddClaim(new Claim(OperatorClaims.Stamp, account.SecurityStamp!));
        identity.AddClaim(new Claim(OperatorClaims.Since, Seconds(since)));
        identity.AddClaim(new Claim(OperatorClaims.Shown, Seconds(time.GetUtcNow())));
        identity.AddClaims(account.Roles.Select(role => new Claim(OperatorClaims.Role, role.ToString())));
        if (account.AreaCode is { } area)
        {
            identity.AddClaim(new Claim(OperatorClaims.Area, area));
        }

        return new ClaimsPrincipal(identity);
    }

    private static string Seconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
