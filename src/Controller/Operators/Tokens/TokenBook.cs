using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Tokens;

/// <summary>Makes and revokes API tokens.</summary>
internal sealed class TokenBook(TownDbContext database, AuditTrail audit, TimeProvider time)
{
    public const int LongestName = 60;
    public const int MostDays = 3650;

    public async Task<IReadOnlyList<ApiToken>> ListAsync(CancellationToken cancellationToken) =>
        await database.ApiTokens.AsNoTracking().OrderBy(token => token.Name).ThenBy(token => token.CreatedAt).ToListAsync(cancellationToken);

    /// <summary>Returns the token and its secret, which nobody can read again.</summary>
    public async Task<(ApiToken Token, string Secret)> MakeAsync(
        string name, IEnumerable<Right> scopes, TimeSpan? lifetime, Actor? by, CancellationToken cancellationToken)
    {
        var secret = TokenSecret.Make();
        var now = time.GetUtcNow();
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            Name = name.Trim(),
            Hash = TokenSecret.HashOf(secret),
            Scopes = [.. scopes.Distinct().Order()],
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        database.ApiTokens.Add(token);
        await audit.WriteAsync(database, by, "token.make", token.Name, null, TokenView.Of(token), cancellationToken);
        return (token, secret);
    }

    /// <summary>Whether there is such a token; one that was revoked before stays so.</summary>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await database.ApiTokens.SingleOrDefaultAsync(known => known.Id == id, cancellationToken) is not { } token)
        {
            return false;
        }

        var before = TokenView.Of(token);
        token.RevokedAt ??= time.GetUtcNow();
        await audit.WriteAsync(database, "token.revoke", token.Name, before, TokenView.Of(token), cancellationToken);
        return true;
    }

    /// <summary>The field and what is wrong with it, with the value in quotes and what is allowed.</summary>
    public static IEnumerable<(string Field, string Problem)> ProblemsOf(string name, IReadOnlyCollection<Right> scopes, int? days)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        {
            yield return ("name", $"\"{name}\" can't be a name. Allowed: 1 to {LongestName} characters.");
        }

        if (scopes.Count == 0)
        {
            yield return ("scopes", $"\"[]\" allows nothing. Allowed: one or more of {Hosting.ValueWords.For(typeof(Right))}.");
        }

        if (days is < 1 or > MostDays)
        {
            yield return ("days", $"\"{days}\" is out of range. Allowed: 1 to {MostDays}, or nothing for a token that does not expire.");
        }
    }
}
