using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>Who is logged in, as the API shows it.</summary>
internal sealed record SessionView(
    string Name, string DisplayName, IReadOnlyList<Role> Roles, IReadOnlyList<Right> Rights, string? AreaCode, DateTimeOffset? FreshUntil);

/// <summary>Password or code, shown again.</summary>
internal sealed record ReauthenticateRequest
{
    /// <summary>The password, or a code of the second factor where it is on.</summary>
    public required string Secret { get; init; }
}

/// <summary>The present session over HTTP.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder api)
    {
        api.MapGet("/session", Get).WithName("GetSession").WithSummary("Who is logged in, and what they may.").WithTags("Operators").RequireRight(Right.Read);
        api.MapPost("/reauthenticate", ReauthenticateAsync).WithName("Reauthenticate").WithTags("Operators").RequireRight(Right.Read)
            .RequireRateLimiting(LoginLimit.Name).WithSummary("Shows password or code again: an emergency can be sent for five minutes.");
    }

    /// <summary>A form's way out; not under /api.</summary>
    public static void MapLogout(this IEndpointRouteBuilder app) => app.MapPost("/logout", LogoutAsync).ExcludeFromDescription().RequireRight(Right.Read);

    private static Ok<SessionView> Get(HttpContext http, IOptions<OperatorOptions> options)
    {
        var user = http.User;
        return TypedResults.Ok(new SessionView(
            user.Identity!.Name!, user.ShownName(), [.. user.Roles()], [.. Enum.GetValues<Right>().Where(user.May)],
            user.FindFirst(OperatorClaims.Area)?.Value, user.At(OperatorClaims.Shown) + options.Value.FreshFor));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReauthenticateAsync(
        ReauthenticateRequest request, HttpContext http, Reauthentication again, CancellationToken cancellationToken) =>
        await again.TryAsync(http, request.Secret, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("Neither password nor code, or the account is locked.", statusCode: StatusCodes.Status403Forbidden);

    private static async Task<IResult> LogoutAsync(HttpContext http, TownDbContext database, Audit.AuditTrail audit, Microsoft.AspNetCore.Antiforgery.IAntiforgery forms)
    {
        if (await forms.IsRequestValidAsync(http) && http.User.AccountId() is not null)
        {
            await audit.WriteAsync(database, "logout", http.User.Identity!.Name!, null, null);
            await http.SignOutAsync(Sessions.Scheme);
        }

        return TypedResults.Redirect("/login");
    }
}

/// <summary>A person who is logged in shows password or code again.</summary>
internal sealed class Reauthentication(AccountBook accounts, Doorkeeper doorkeeper, Sessions sessions)
{
    public async Task<bool> TryAsync(HttpContext http, string secret, CancellationToken cancellationToken)
    {
        const string Action = "reauthenticate";
        if (http.User.AccountId() is not { } id || await accounts.FindAsync(id, cancellationToken) is not { } account)
        {
            return false;
        }

        // Six digits are a code; a password has more.
        var isCode = account.TwoFactorEnabled && secret.Trim().Length < AccountRules.ShortestPassword;
        var isGood = isCode
            ? await doorkeeper.CheckCodeAsync(Action, account, secret, cancellationToken)
            : await doorkeeper.CheckPasswordAsync(Action, account.UserName!, secret, cancellationToken) is not null;
        if (isGood)
        {
            await doorkeeper.WelcomeAsync(Action, account, cancellationToken);
            await sessions.RefreshAsync(http, account);
        }

        return isGood;
    }
}
