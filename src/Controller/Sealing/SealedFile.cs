using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>
/// Bytes under a passphrase: <c>CBSEAL</c>, version (1 byte), rounds (4, big-endian), salt (16), nonce (12), tag (16), ciphertext.
/// PBKDF2 with HMAC-SHA-256 makes the key, AES-256-GCM seals; everything before the tag is bound to it.
/// </summary>
internal static class SealedFile
{
    private const byte Version = 1;

    // OWASP Password Storage Cheat Sheet (2023) for PBKDF2 with HMAC-SHA-256.
    private const int Rounds = 600_000;

    // A file that somebody slipped in shall not keep a processor busy for hours.
    private const int MostRounds = 20_000_000;

    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int BoundBytes = 6 + 1 + 4 + SaltBytes + NonceBytes;

    private static ReadOnlySpan<byte> Magic => "CBSEAL"u8;

    public static byte[] Seal(ReadOnlySpan<byte> content, string passphrase)
    {
        var file = new byte[BoundBytes + TagBytes + content.Length];
        Magic.CopyTo(file);
        file[6] = Version;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(7), Rounds);
        RandomNumberGenerator.Fill(file.AsSpan(11, SaltBytes + NonceBytes));
        using var cipher = new AesGcm(KeyOf(passphrase, file, Rounds), TagBytes);
        cipher.Encrypt(
            file.AsSpan(11 + SaltBytes, NonceBytes), content, file.AsSpan(BoundBytes + TagBytes), file.AsSpan(BoundBytes, TagBytes), file.AsSpan(0, BoundBytes));
        return file;
    }

    /// <summary>Opens it whole or not at all.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> file, string passphrase, [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out string? problem)
    {
        content = null;
        problem = FormProblem(file);
        if (problem is not null)
        {
            return false;
        }

        var opened = new byte[file.Length - BoundBytes - TagBytes];
        using var cipher = new AesGcm(KeyOf(passphrase, file, BinaryPrimitives.ReadInt32BigEndian(file[7..])), TagBytes);
        try
        {
            cipher.Decrypt(file.Slice(11 + SaltBytes, NonceBytes), file[(BoundBytes + TagBytes)..], file.Slice(BoundBytes, TagBytes), opened, file[..BoundBytes]);
        }
        catch (AuthenticationTagMismatchException)
        {
            problem = "the passphrase is another one, or the file is damaged";
            return false;
        }

        content = opened;
        return true;
    }

    private static string? FormProblem(ReadOnlySpan<byte> file)
    {
        if (file.Length < BoundBytes + TagBytes || !file.StartsWith(Magic))
        {
            return "it is no sealed backup";
        }

        var rounds = BinaryPrimitives.ReadInt32BigEndian(file[7..]);
        return file[6] != Version ? $"its version is {file[6]}, this build reads {Version}"
            : rounds is < Rounds or > MostRounds ? $"it asks for {rounds} rounds; {Rounds} to {MostRounds} are allowed"
            : null;
    }

    private static byte[] KeyOf(string passphrase, ReadOnlySpan<byte> file, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, file.Slice(11, SaltBytes), rounds, HashAlgorithmName.SHA256, 32);
}
