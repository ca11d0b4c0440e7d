using System.Security.Cryptography;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Keys;

/// <summary>An operator's private key as a file: PKCS#8 in PEM, for its owner alone, encrypted where there is a passphrase.</summary>
internal static class OperatorKeyFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OthersMay = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // OWASP Password Storage Cheat Sheet (2023): 600,000 rounds of PBKDF2 with HMAC-SHA-256.
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 600_000);

    /// <summary>Makes a key and writes it; never over another file.</summary>
    public static SigningKey Create(string path, string? passphrase)
    {
        if (File.Exists(path))
        {
            throw new RefusedException($"--out is \"{path}\", which is there already. Allowed: a new file.");
        }

        var key = SigningKey.Create();
        var pem = passphrase is null ? key.ExportPem() : key.Use(ecdsa => ecdsa.ExportEncryptedPkcs8PrivateKeyPem(passphrase, Encryption));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        using var file = new StreamWriter(path, options);
        file.Write(pem + "\n");
        return key;
    }

    /// <exception cref="RefusedException">It is no P-256 key, others may read it, or the passphrase is missing or wrong.</exception>
    public static SigningKey Read(string path, string? passphrase)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & OthersMay) != 0)
        {
            throw new RefusedException($"--key is \"{path}\", which others may read. Allowed: mode 0600 (chmod 600 {path}).");
        }

        var pem = File.ReadAllText(path);
        var isEncrypted = pem.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        if (isEncrypted && passphrase is null)
        {
            throw new RefusedException($"--key is \"{path}\", which is encrypted: --passphrase-file is missing.");
        }

        try
        {
            return isEncrypted ? Decrypted(pem, passphrase!) : SigningKey.FromPem(pem);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new RefusedException(isEncrypted
                ? $"--key is \"{path}\", which this passphrase does not open."
                : $"--key is \"{path}\". Allowed: a P-256 private key in PEM.");
        }
    }

    /// <summary>The first line of the file named by <c>--passphrase-file</c>, or null without it.</summary>
    public static string? PassphraseOf(Arguments arguments)
    {
        if (arguments.Find("--passphrase-file") is not { } path)
        {
            return null;
        }

        return File.ReadLines(path).FirstOrDefault() is { Length: > 0 } passphrase
            ? passphrase
            : throw new RefusedException($"--passphrase-file is \"{path}\", whose first line is empty.");
    }

    private static SigningKey Decrypted(string pem, string passphrase)
    {
        using var key = ECDsa.Create();
        key.ImportFromEncryptedPem(pem, passphrase);
        return SigningKey.FromPem(key.ExportPkcs8PrivateKeyPem());
    }
}
