using CloudBroadcast.Controller.Console.Language;
using CloudBroadcast.Controller.Console.Login;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>What an account must keep to. Pure; the words are for people.</summary>
internal static class AccountRules
{
    private static readonly Spoken T = new(typeof(LoginWords));

    public const int ShortestPassword = 10;
    public const int LongestPassword = 200;
    public const int LongestName = 40;

    private const int LeastDifferent = 5;

    public static (string Field, string Problem)? ProblemOf(AccountRequest request) => IsName(request.Name)
        ? ProblemOf(new AccountChangeRequest { DisplayName = request.DisplayName, Roles = request.Roles, AreaCode = request.AreaCode })
        : ("name", T["账号「{0}」不行：1 至 {1} 个字母、汉字、数字或 . _ -", request.Name, LongestName]);

    public static (string Field, string Problem)? ProblemOf(AccountChangeRequest request) => request switch
    {
        _ when string.IsNullOrWhiteSpace(request.DisplayName) || request.DisplayName.Length > LongestName =>
            ("displayName", T["姓名「{0}」不行：1 至 {1} 个字", request.DisplayName, LongestName]),
        { Roles.Count: 0 } => ("roles", T["至少选一个角色"]),
        _ when request.Roles.Contains(Role.VillageCadre) && string.IsNullOrEmpty(request.AreaCode) => ("areaCode", T["村干部要有自己的区域"]),
        _ => null,
    };

    /// <summary>Length counts (NIST SP 800-63B, 5.1.1): no rules on kinds of characters, which only make people write them down.</summary>
    public static string? ProblemOfPassword(string password) => password switch
    {
        { Length: < ShortestPassword } => T["新密码太短：至少 {0} 个字符", ShortestPassword],
        { Length: > LongestPassword } => T["新密码太长：最多 {0} 个字符", LongestPassword],
        _ when password.Distinct().Count() < LeastDifferent => T["新密码太简单：至少 {0} 个不同的字符", LeastDifferent],
        _ => null,
    };

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(character => char.IsLetterOrDigit(character) || character is '.' or '_' or '-');
}
