using System.Security.Cryptography;

namespace CloudBroadcast.Protocol;

/// <summary>The short name of a public key: the first 8 bytes of the SHA-256 of its SubjectPublicKeyInfo, as 16 hex digits.</summary>
public static class PublicKeyId
{
    /// <summary>Bytes of the binary form, as it stands in a bundle.</summary>
    public const int Size = 8;

    /// <summary>Computes the name of a key given as SubjectPublicKeyInfo, DER.</summary>
    public static string Of(ReadOnlyMemory<byte> subjectPublicKeyInfo) =>
        Convert.ToHexStringLower(SHA256.HashData(subjectPublicKeyInfo.Span).AsSpan(0, Size));
}
