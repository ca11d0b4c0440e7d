namespace CloudBroadcast.Controller.Console.Login;

/// <summary>What people at the door hear, and what roles are called.</summary>
internal static class DoorWords
{
    /// <summary>One sentence for an unknown name, a wrong password, a wrong code and a locked account.</summary>
    public const string Refused = "账号、密码或动态口令不对，或者账号已锁定。连续错多次要等十五分钟，或者找管理员。";
}

/// <summary>Where a page that was wanted may lead back to.</summary>
internal static class Return
{
    /// <summary>A path of this site; anything else is the first page.</summary>
    public static string Local(string? back) =>
        back is ['/', not ('/' or '\\'), ..] && !back.Any(char.IsControl) ? back : "/";
}
