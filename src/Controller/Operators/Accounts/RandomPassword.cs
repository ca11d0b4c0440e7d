using System.Security.Cryptography;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>Passwords and recovery codes that the controller makes: groups of letters and digits that nobody mistakes for others.</summary>
internal static class RandomPassword
{
    // 32 characters, so 5 bits each; without i, l, o and u.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int GroupLength = 5;

    /// <summary>100 bits, as <c>x7k2m-9pqrs-…</c>.</summary>
    public static string Make() => Make(groups: 4);

    /// <summary>50 bits: enough where a few wrong ones lock the account.</summary>
    public static string MakeRecoveryCode() => Make(groups: 2);

    private static string Make(int groups) =>
        string.Join('-', Enumerable.Range(0, groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength)));
}
