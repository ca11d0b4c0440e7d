namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>What an account must keep to. Pure; the words are for people.</summary>
internal static class AccountRules
{
    public const int ShortestPassword = 10;
    public const int LongestPassword = 200;
    public const int LongestName = 40;

    private const int LeastDifferent = 5;

    public static (string Field, string Problem)? ProblemOf(AccountRequest request) => IsName(request.Name)
        ? ProblemOf(new AccountChangeRequest { DisplayName = request.DisplayName, Roles = request.Roles, AreaCode = request.AreaCode })
        : ("name", $"账号「{request.Name}」不行：1 至 {LongestName} 个字母、汉字、数字或 . _ -");

    public static (string Field, string Problem)? ProblemOf(AccountChangeRequest request) => request switch
    {
        _ when string.IsNullOrWhiteSpace(request.DisplayName) || request.DisplayName.Length > LongestName =>
            ("displayName", $"姓名「{request.DisplayName}」不行：1 至 {LongestName} 个字"),
        { Roles.Count: 0 } => ("roles", "至少选一个角色"),
        _ when request.Roles.Contains(Role.VillageCadre) && string.IsNullOrEmpty(request.AreaCode) => ("areaCode", "村干部要有自己的区域"),
        _ => null,
    };

    /// <summary>Length counts (NIST SP 800-63B, 5.1.1): no rules on kinds of characters, which only make people write them down.</summary>
    public static string? ProblemOfPassword(string password) => password switch
    {
        { Length: < ShortestPassword } => $"新密码太短：至少 {ShortestPassword} 个字符",
        { Length: > LongestPassword } => $"新密码太长：最多 {LongestPassword} 个字符",
        _ when password.Distinct().Count() < LeastDifferent => $"新密码太简单：至少 {LeastDifferent} 个不同的字符",
        _ => null,
    };

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(character => char.IsLetterOrDigit(character) || character is '.' or '_' or '-');
}
