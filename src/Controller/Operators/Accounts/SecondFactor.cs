using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace CloudBroadcast.Controller.Operators.Accounts;

/// <summary>Codes from a phone as the second factor, and the recovery codes for the day the phone is lost.</summary>
internal sealed class SecondFactor(IDataProtectionProvider protection, TimeProvider time)
{
    private const int RecoveryCodes = 8;

    private readonly IDataProtector _protector = protection.CreateProtector("Operators.SecondFactor");

    /// <summary>Gives the account a new key, which counts once <see cref="TryConfirm"/> has seen a code of it.</summary>
    public byte[] Begin(Account account)
    {
        var key = RandomNumberGenerator.GetBytes(Totp.KeyBytes);
        account.SecondFactorKey = Convert.ToBase64String(_protector.Protect(key));
        account.TwoFactorEnabled = false;
        return key;
    }

    /// <summary>The key that <see cref="Begin"/> gave; null when there is none.</summary>
    public byte[]? KeyOf(Account account)
    {
        try
        {
            return account.SecondFactorKey is { } kept ? _protector.Unprotect(Convert.FromBase64String(kept)) : null;
        }
        catch (CryptographicException)
        {
            // The folder of keys was lost; recovery codes still count, and an administrator can switch the factor off.
            return null;
        }
    }

    /// <summary>Switches the second factor on and gives the recovery codes, which are shown once.</summary>
    public bool TryConfirm(Account account, string code, out IReadOnlyList<string> recoveryCodes)
    {
        recoveryCodes = [];
        if (!TakesCode(account, code))
        {
            return false;
        }

        recoveryCodes = [.. Enumerable.Range(0, RecoveryCodes).Select(_ => RandomPassword.MakeRecoveryCode())];
        account.RecoveryHashes = [.. recoveryCodes.Select(HashOf)];
        account.TwoFactorEnabled = true;
        return true;
    }

    /// <summary>Whether this is a code of the phone that was not taken before, or a recovery code, which then is used up.</summary>
    public bool Takes(Account account, string code) => TakesCode(account, code) || account.RecoveryHashes.Remove(HashOf(code));

    public static void SwitchOff(Account account)
    {
        (account.TwoFactorEnabled, account.SecondFactorKey, account.LastCodeStep) = (false, null, 0);
        account.RecoveryHashes = [];
    }

    private bool TakesCode(Account account, string code)
    {
        if (KeyOf(account) is not { } key || Totp.StepOf(key, code, time.GetUtcNow()) is not { } step || step <= account.LastCodeStep)
        {
            return false;
        }

        account.LastCodeStep = step;
        return true;
    }

    private static string HashOf(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim().ToLowerInvariant())));
}
