using System.Security.Cryptography;

namespace CloudBroadcast.Protocol;

/// <summary>A private key that signs orders, bundles or reports (ECDSA P-256, SHA-256); safe to use from many threads.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    private SigningKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        KeyId = PublicKeyId.Of(PublicKey);
    }

    /// <summary>Names the public half in each signature.</summary>
    public string KeyId { get; }

    /// <summary>The public half as SubjectPublicKeyInfo (RFC 5480), DER.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads an unencrypted PKCS#8 key in PEM.</summary>
    /// <exception cref="CryptographicException">The text is no P-256 private key.</exception>
    public static SigningKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize == 256 ? new SigningKey(key) : throw new CryptographicException($"The key has {key.KeySize} bits; P-256 is needed.");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The private key as unencrypted PKCS#8 in PEM; the caller protects the file.</summary>
    public string ExportPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Runs <paramref name="use"/> with the key while nobody else uses it.</summary>
    public T Use<T>(Func<ECDsa, T> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        lock (_lock)
        {
            return use(_key);
        }
    }

    /// <summary>Signs <paramref name="data"/>: 64 bytes, r then s (IEEE P1363).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            return _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
