using System.Security.Cryptography;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator;

/// <summary>The operator's private key in a file of the operator's own: it never comes near the controller.</summary>
internal static class KeyFile
{
    // OWASP's figure for PBKDF2-HMAC-SHA256.
    private const int Iterations = 600_000;

    /// <summary>Makes a key; refuses to overwrite a file.</summary>
    public static SigningKey Make(string path, string? passphrase)
    {
        var key = SigningKey.Create();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write((passphrase is null ? key.ExportPem() : key.Use(ecdsa => Sealed(ecdsa, passphrase))) + "\n");
        return key;
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="OperatorException">It is no P-256 key, or the passphrase is not its own.</exception>
    public static SigningKey Read(string path, string? passphrase)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            var pem = File.ReadAllText(path);
            if (passphrase is null)
            {
                ecdsa.ImportFromPem(pem);
            }
            else
            {
                ecdsa.ImportFromEncryptedPem(pem, passphrase);
            }

            return SigningKey.FromPem(ecdsa.ExportPkcs8PrivateKeyPem());
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new OperatorException($"--key is \"{path}\", which can't be read{(passphrase is null ? " without a passphrase" : " with this passphrase")}: {error.Message}");
        }
    }

    private static string Sealed(ECDsa key, string passphrase) =>
        key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations));
}

/// <summary>What the person at the keyboard must hear of, in one line.</summary>
internal sealed class OperatorException(string message) : Exception(message);
