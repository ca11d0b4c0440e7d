using CloudBroadcast.Controller.Operators.Accounts;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Operators.Door;

/// <summary>
/// Compares what somebody at the door shows with the accounts. An unknown name, a wrong password and a locked account take the
/// same time and get the same answer.
/// </summary>
internal sealed class Doorkeeper(
    TownDbContext database, IPasswordHasher<Account> hasher, SecondFactor codes, AuditTrail audit, IOptions<OperatorOptions> options, TimeProvider time)
{
    private static readonly Account Nobody = new() { DisplayName = "", Roles = [], CreatedAt = default };

    private static string? _hashOfNothing;

    /// <summary>What the audit trail calls a login.</summary>
    public const string Login = "login";

    /// <summary>The account with that name and password, or null; <paramref name="action"/> is what the audit trail calls it.</summary>
    public async Task<Account?> CheckPasswordAsync(string action, string name, string password, CancellationToken cancellationToken)
    {
        var normalized = name.Trim().ToUpperInvariant();
        var account = await database.Accounts.SingleOrDefaultAsync(known => known.NormalizedUserName == normalized, cancellationToken);
        var isOpen = account is not null && await CountAsync(account, cancellationToken);

        // Always one comparison, whatever is known.
        _hashOfNothing ??= hasher.HashPassword(Nobody, RandomPassword.Make());
        var matches = hasher.VerifyHashedPassword(Nobody, isOpen ? account!.PasswordHash! : _hashOfNothing, password) is not PasswordVerificationResult.Failed;
        if (isOpen && matches)
        {
            await TakeBackAsync(account!, cancellationToken);
            return account;
        }

        await RefuseAsync(account, account is null || isOpen ? $"{action}.refused" : $"{action}.locked", cancellationToken);
        return null;
    }

    /// <summary>Whether the code is good for this account, which has shown its password.</summary>
    public async Task<bool> CheckCodeAsync(string action, Account account, string code, CancellationToken cancellationToken)
    {
        var isOpen = await CountAsync(account, cancellationToken);
        if (isOpen && account.TwoFactorEnabled && codes.Takes(account, code))
        {
            return true;
        }

        await RefuseAsync(account, isOpen ? $"{action}.refused" : $"{action}.locked", cancellationToken);
        return false;
    }

    /// <summary>All was shown: the count of wrong ones begins anew.</summary>
    public Task WelcomeAsync(string action, Account account, CancellationToken cancellationToken)
    {
        (account.AccessFailedCount, account.LockoutEnd, account.LastLoginAt) = (0, null, time.GetUtcNow());
        return audit.WriteAsync(database, AtTheDoor(account), action, account.UserName!, null, null, cancellationToken);
    }

    // Counted before it is compared, by the database: a thousand guesses at once are a thousand guesses.
    private async Task<bool> CountAsync(Account account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (account.Disabled || account.LockoutEnd > now)
        {
            return false;
        }

        await database.Accounts.Where(known => known.Id == account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(known => known.AccessFailedCount, known => known.AccessFailedCount + 1), cancellationToken);
        await database.Entry(account).ReloadAsync(cancellationToken);
        if (account.AccessFailedCount > options.Value.MostWrong)
        {
            return false;
        }

        return !(account.LockoutEnd > now);
    }

    // What was right does not count; only the whole of it makes the count begin anew.
    private async Task TakeBackAsync(Account account, CancellationToken cancellationToken)
    {
        await database.Accounts.Where(known => known.Id == account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(known => known.AccessFailedCount, known => known.AccessFailedCount - 1), cancellationToken);
        await database.Entry(account).ReloadAsync(cancellationToken);
    }

    private async Task RefuseAsync(Account? account, string action, CancellationToken cancellationToken)
    {
        if (account is { Disabled: false } && account.AccessFailedCount >= options.Value.MostWrong)
        {
            (account.AccessFailedCount, account.LockoutEnd) = (0, time.GetUtcNow() + options.Value.LockedFor);
        }

        // A name that nobody has may be a password in the wrong field.
        await audit.WriteAsync(database, AtTheDoor(account), action, account?.UserName ?? "unknown account", null, null, cancellationToken);
    }

    private Actor? AtTheDoor(Account? account) => audit.Address is { } address ? new Actor(account?.UserName ?? "nobody", address) : null;
}
