using System.Security.Cryptography;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Keys;

/// <summary><c>new-key</c> and <c>public</c>: both end with what is registered in the console.</summary>
internal static class KeyCommands
{
    public static async Task NewAsync(string[] arguments, TextWriter output)
    {
        var given = new Arguments(arguments, "--out", "--passphrase-file");
        using var key = OperatorKeyFile.Create(given.Demand("--out"), OperatorKeyFile.PassphraseOf(given));
        await WritePublicAsync(key, output);
    }

    public static async Task PublicAsync(string[] arguments, TextWriter output)
    {
        var given = new Arguments(arguments, "--key", "--passphrase-file");
        using var key = OperatorKeyFile.Read(given.Demand("--key"), OperatorKeyFile.PassphraseOf(given));
        await WritePublicAsync(key, output);
    }

    private static async Task WritePublicAsync(SigningKey key, TextWriter output)
    {
        await output.WriteLineAsync(PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Span));
        await output.WriteLineAsync(key.KeyId);
    }
}
