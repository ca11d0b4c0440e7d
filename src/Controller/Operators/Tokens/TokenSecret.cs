using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CloudBroadcast.Controller.Operators.Tokens;

/// <summary>The secret of an API token: 256 random bits, of which the database holds the SHA-256.</summary>
internal static class TokenSecret
{
    private const string Prefix = "cbt_";
    private const int Bytes = 32;

    public static string Make() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A look-up by hash tells a guesser nothing by its time: who could shape the hash knows the secret.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>The secret in an Authorization header; null when there is none of ours.</summary>
    public static string? Of(string? authorization)
    {
        const string Scheme = "Bearer ";
        return authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? authorization[Scheme.Length..].Trim() : null;
    }
}
