using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Login;
using CloudBroadcast.Controller.Operators.Door;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>What became of a wish to change the own account; the words are for people.</summary>
internal sealed record AccountOutcome
{
    public string? Problem { get; init; }

    public string? Done { get; init; }

    /// <summary>A new second factor's key, to be confirmed by a code.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Shown this once.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; init; }
}

/// <summary>What a person does to the own account, each with the present password; the own session goes on.</summary>
internal sealed class AccountDesk(AccountBook book, Doorkeeper doorkeeper, SecondFactor codes, Sessions sessions)
{
    private static readonly Spoken T = new(typeof(LoginWords));

    private const string Check = "account.check";

    private static AccountOutcome WrongPassword => new() { Problem = T["现在的密码不对，或者账号已锁定"] };

    public async Task<Account?> FindAsync(HttpContext http) =>
        http.User.AccountId() is { } id ? await book.FindAsync(id, http.RequestAborted) : null;

    public async Task<AccountOutcome> ChangePasswordAsync(HttpContext http, string present, string password)
    {
        if (await CheckAsync(http, present) is not { } account)
        {
            return WrongPassword;
        }

        var change = await book.ChangePasswordAsync(account.Id, password, http.RequestAborted);
        return change.Problem is { } problem ? new AccountOutcome { Problem = problem.Problem } : await DoneAsync(http, account, T["密码换好了，别处的登录都已退出。"]);
    }

    public async Task<AccountOutcome> BeginSecondFactorAsync(HttpContext http, string present)
    {
        if (await CheckAsync(http, present) is not { TwoFactorEnabled: false } account)
        {
            return WrongPassword;
        }

        await book.ChangeSecondFactorAsync(account.Id, "account.second-factor-begun", known => codes.Begin(known), http.RequestAborted);
        await sessions.RefreshAsync(http, account);
        return new AccountOutcome { Key = codes.KeyOf(account) };
    }

    public async Task<AccountOutcome> ConfirmSecondFactorAsync(HttpContext http, string code)
    {
        if (await FindAsync(http) is not { TwoFactorEnabled: false } account || codes.KeyOf(account) is not { } key)
        {
            return new AccountOutcome { Problem = T["请从头再来"] };
        }

        if (!codes.TryConfirm(account, code, out var recovery))
        {
            return new AccountOutcome { Key = key, Problem = T["六位数字不对。手机的时间准吗？"] };
        }

        await book.ChangeSecondFactorAsync(account.Id, "account.second-factor-on", _ => { }, http.RequestAborted);
        return await DoneAsync(http, account, T["动态口令已开启。"]) with { RecoveryCodes = recovery };
    }

    public async Task<AccountOutcome> SwitchSecondFactorOffAsync(HttpContext http, string present)
    {
        if (await CheckAsync(http, present) is not { } account)
        {
            return WrongPassword;
        }

        await book.ChangeSecondFactorAsync(account.Id, "account.second-factor-off", SecondFactor.SwitchOff, http.RequestAborted);
        return await DoneAsync(http, account, T["动态口令已关闭。"]);
    }

    private async Task<Account?> CheckAsync(HttpContext http, string present) =>
        http.User.Identity?.Name is { } name && http.User.AccountId() is not null
            ? await doorkeeper.CheckPasswordAsync(Check, name, present, http.RequestAborted)
            : null;

    private async Task<AccountOutcome> DoneAsync(HttpContext http, Account account, string words)
    {
        await sessions.RefreshAsync(http, account);
        return new AccountOutcome { Done = words };
    }
}
