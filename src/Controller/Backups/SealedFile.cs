using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudBroadcast.Controller.Backups;

/// <summary>
/// Bytes under a passphrase: AES-256-GCM, its key by PBKDF2-HMAC-SHA256. "CBBK", version (1), iterations (4, big-endian),
/// salt (16), nonce (12), tag (16), then the ciphertext; all before the tag is authenticated with it.
/// </summary>
internal static class SealedFile
{
    private const byte Version = 1;
    private const int Iterations = 600_000;
    private const int MostIterations = 10_000_000;
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int IterationsAt = 5;
    private const int SaltAt = IterationsAt + 4;
    private const int NonceAt = SaltAt + SaltSize;
    private const int HeaderSize = NonceAt + NonceSize;

    private static ReadOnlySpan<byte> Magic => "CBBK"u8;

    /// <summary>Seals the content.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> content, string passphrase)
    {
        var file = new byte[HeaderSize + TagSize + content.Length];
        var header = file.AsSpan(0, HeaderSize);
        Magic.CopyTo(header);
        header[Magic.Length] = Version;
        BinaryPrimitives.WriteInt32BigEndian(header[IterationsAt..], Iterations);
        RandomNumberGenerator.Fill(header[SaltAt..]);
        using var cipher = Cipher(passphrase, header);
        cipher.Encrypt(header[NonceAt..], content, file.AsSpan(HeaderSize + TagSize), file.AsSpan(HeaderSize, TagSize), header);
        return file;
    }

    /// <summary>Opens it again; the problem is one sentence for whoever typed the passphrase.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> file, string passphrase, [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out string? problem)
    {
        content = null;
        if (file.Length < HeaderSize + TagSize || !file.StartsWith(Magic))
        {
            problem = "The file is no sealed backup.";
            return false;
        }

        if (file[Magic.Length] != Version || BinaryPrimitives.ReadInt32BigEndian(file[IterationsAt..]) is < 1 or > MostIterations)
        {
            problem = $"The sealed backup has a form that this build does not read; it reads version {Version}.";
            return false;
        }

        var opened = new byte[file.Length - HeaderSize - TagSize];
        try
        {
            using var cipher = Cipher(passphrase, file[..HeaderSize]);
            cipher.Decrypt(file[NonceAt..HeaderSize], file[(HeaderSize + TagSize)..], file.Slice(HeaderSize, TagSize), opened, file[..HeaderSize]);
            (content, problem) = (opened, null);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            problem = "The passphrase is wrong, or the file has been changed.";
            return false;
        }
    }

    private static AesGcm Cipher(string passphrase, ReadOnlySpan<byte> header) => new(
        Rfc2898DeriveBytes.Pbkdf2(
            passphrase, header.Slice(SaltAt, SaltSize), BinaryPrimitives.ReadInt32BigEndian(header[IterationsAt..]), HashAlgorithmName.SHA256, 32),
        TagSize);
}
