using System.Security.Claims;
using System.Text.Encodings.Web;
using CloudBroadcast.Controller.Operators.Door;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators.Tokens;

/// <summary>Knows a machine by <c>Authorization: Bearer cbt_…</c>.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TownDbContext database, Denials denials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string TokenScheme = "token";

    private static readonly TimeSpan NotedEvery = TimeSpan.FromMinutes(1);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenSecret.Of(Request.Headers.Authorization) is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        var hash = TokenSecret.HashOf(secret);
        var now = TimeProvider.GetUtcNow();
        var token = await database.ApiTokens.AsNoTracking().SingleOrDefaultAsync(known => known.Hash == hash, Context.RequestAborted);
        if (token is null || token.RevokedAt is not null || token.ExpiresAt <= now)
        {
            return AuthenticateResult.Fail("Unknown, expired or revoked.");
        }

        if (token.LastUsedAt is null || now - token.LastUsedAt >= NotedEvery)
        {
            await database.ApiTokens.Where(known => known.Id == token.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(known => known.LastUsedAt, now), Context.RequestAborted);
        }

        var identity = new ClaimsIdentity(TokenScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, token.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, token.Name));
        identity.AddClaims(token.Scopes.Select(scope => new Claim(OperatorClaims.Scope, scope.ToString())));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), TokenScheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => denials.AskAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => denials.RefuseAsync(Context, null);
}
