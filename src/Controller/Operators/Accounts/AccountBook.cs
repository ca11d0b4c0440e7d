using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Login;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Operators.Door;
using CloudBroadcast.Controller.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>What became of a wish to change an account; exactly one member says it.</summary>
internal sealed record AccountChange
{
    public Account? Changed { get; init; }

    /// <summary>A password that was made and is shown this once; beside <see cref="Changed"/>.</summary>
    public string? Password { get; init; }

    /// <summary>The field and what is wrong with it, in the people's language.</summary>
    public (string Field, string Problem)? Problem { get; init; }

    public bool Missing { get; init; }
}

/// <summary>Makes and changes accounts; each change ends the account's sessions and stands in the audit trail.</summary>
internal sealed class AccountBook(
    TownDbContext database, UserManager<Account> accounts, AuditTrail audit, SessionEnds ends, TimeProvider time)
{
    private static readonly Spoken T = new(typeof(LoginWords));

    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken) =>
        await database.Accounts.AsNoTracking().OrderBy(account => account.UserName).ToListAsync(cancellationToken);

    public Task<Account?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.Accounts.SingleOrDefaultAsync(account => account.Id == id, cancellationToken);

    /// <summary>A new account with a password that the controller makes.</summary>
    public async Task<AccountChange> MakeAsync(AccountRequest request, Actor? by, CancellationToken cancellationToken)
    {
        var problem = AccountRules.ProblemOf(request) ?? await ProblemOfAreaAsync(request.AreaCode, cancellationToken);
        if (problem is not null)
        {
            return new AccountChange { Problem = problem };
        }

        var account = new Account
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = request.Name,
            DisplayName = request.DisplayName.Trim(),
            Roles = [.. request.Roles.Distinct().Order()],
            AreaCode = AreaCode.Normalise(request.AreaCode),
            CreatedAt = time.GetUtcNow(),
        };
        var password = RandomPassword.Make();
        if (await accounts.CreateAsync(account, password) is { Succeeded: false })
        {
            return new AccountChange { Problem = ("name", T["账号「{0}」已经有了", request.Name]) };
        }

        await audit.WriteAsync(database, by, "account.make", account.UserName!, null, AccountView.Of(account), cancellationToken);
        return new AccountChange { Changed = account, Password = password };
    }

    /// <summary>Name shown, roles and area.</summary>
    public async Task<AccountChange> ChangeAsync(Guid id, AccountChangeRequest request, Guid? self, CancellationToken cancellationToken)
    {
        var problem = AccountRules.ProblemOf(request) ?? await ProblemOfAreaAsync(request.AreaCode, cancellationToken)
            ?? (id == self && !request.Roles.Contains(Role.Administrator) ? ("roles", T["不能取消自己的管理员身份"]) : null);
        return problem is not null
            ? new AccountChange { Problem = problem }
            : await WriteAsync(null, id, "account.change", account =>
            {
                account.DisplayName = request.DisplayName.Trim();
                account.Roles = [.. request.Roles.Distinct().Order()];
                account.AreaCode = AreaCode.Normalise(request.AreaCode);
                return NoPassword;
            }, cancellationToken);
    }

    /// <summary>Nobody gets in by it until it is unlocked, and who is in is out.</summary>
    public async Task<AccountChange> LockAsync(Guid id, Guid? self, CancellationToken cancellationToken) => id == self
        ? new AccountChange { Problem = ("id", T["不能锁定自己的账号"]) }
        : await WriteAsync(null, id, "account.lock", account =>
        {
            account.Disabled = true;
            return NoPassword;
        }, cancellationToken);

    /// <summary>Takes back both kinds of lock.</summary>
    public Task<AccountChange> UnlockAsync(Guid id, CancellationToken cancellationToken) => WriteAsync(null, id, "account.unlock", account =>
    {
        Open(account);
        return NoPassword;
    }, cancellationToken);

    /// <summary>A new password that the controller makes.</summary>
    public Task<AccountChange> ResetPasswordAsync(Guid id, CancellationToken cancellationToken) =>
        WriteAsync(null, id, "account.reset-password", RenewPasswordAsync, cancellationToken);

    /// <summary>For somebody who lost the phone and the recovery codes.</summary>
    public Task<AccountChange> DropSecondFactorAsync(Guid id, CancellationToken cancellationToken) =>
        WriteAsync(null, id, "account.drop-second-factor", account =>
        {
            SecondFactor.SwitchOff(account);
            return NoPassword;
        }, cancellationToken);

    /// <summary>The way back in for who stands at the machine: new password, no second factor, no lock, administrator.</summary>
    public Task<AccountChange> RescueAsync(Guid id, CancellationToken cancellationToken) => WriteAsync(Actor.CommandLine, id, "account.rescue", account =>
    {
        SecondFactor.SwitchOff(account);
        Open(account);
        account.Roles = [.. account.Roles.Append(Role.Administrator).Distinct()];
        return RenewPasswordAsync(account);
    }, cancellationToken);

    /// <summary>The person's own wish, after the present password was shown.</summary>
    public async Task<AccountChange> ChangePasswordAsync(Guid id, string password, CancellationToken cancellationToken) =>
        AccountRules.ProblemOfPassword(password) is { } problem
            ? new AccountChange { Problem = ("password", problem) }
            : await WriteAsync(null, id, "account.change-password", async account =>
            {
                await accounts.RemovePasswordAsync(account);
                await accounts.AddPasswordAsync(account, password);
                return null;
            }, cancellationToken);

    /// <summary>Saves what the person did to the own second factor.</summary>
    public Task<AccountChange> ChangeSecondFactorAsync(Guid id, string action, Action<Account> change, CancellationToken cancellationToken) =>
        WriteAsync(null, id, action, account =>
        {
            change(account);
            return NoPassword;
        }, cancellationToken);

    private static Task<string?> NoPassword { get; } = Task.FromResult<string?>(null);

    private static void Open(Account account) => (account.Disabled, account.LockoutEnd, account.AccessFailedCount) = (false, null, 0);

    private async Task<string?> RenewPasswordAsync(Account account)
    {
        var password = RandomPassword.Make();
        await accounts.RemovePasswordAsync(account);
        await accounts.AddPasswordAsync(account, password);
        return password;
    }

    private async Task<AccountChange> WriteAsync(
        Actor? by, Guid id, string action, Func<Account, Task<string?>> change, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } account)
        {
            return new AccountChange { Missing = true };
        }

        var before = AccountView.Of(account);
        var password = await change(account);
        await accounts.UpdateSecurityStampAsync(account);
        await audit.WriteAsync(database, by, action, account.UserName!, before, AccountView.Of(account), cancellationToken);
        ends.Raise(account.Id);
        return new AccountChange { Changed = account, Password = password };
    }

    private async Task<(string Field, string Problem)?> ProblemOfAreaAsync(string? area, CancellationToken cancellationToken)
    {
        var code = AreaCode.Normalise(area);
        return string.IsNullOrEmpty(area) || await database.Areas.AnyAsync(known => known.Code == code, cancellationToken)
            ? null
            : ("areaCode", T["没有区域「{0}」", area]);
    }
}
