using System.Security.Cryptography;

namespace CloudBroadcast.Protocol;

/// <summary>The public keys that one side has pinned, and what each may sign; safe to use from many threads.</summary>
public sealed class TrustedKeys : IDisposable
{
    private readonly Dictionary<string, Entry> _keys = new(StringComparer.Ordinal);

    private sealed record Entry(ECDsa Key, IReadOnlySet<OrderClass> Classes, Lock Lock);

    /// <summary>Pins a key (SubjectPublicKeyInfo, DER) for the named classes of orders; returns its key id.</summary>
    /// <exception cref="CryptographicException">The bytes are no P-256 public key.</exception>
    public string Add(ReadOnlyMemory<byte> subjectPublicKeyInfo, params IEnumerable<OrderClass> classes)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo.Span, out _);
        var keyId = PublicKeyId.Of(subjectPublicKeyInfo);
        _keys[keyId] = new Entry(key, classes.ToHashSet(), new Lock());
        return keyId;
    }

    /// <summary>Pins a key given in PEM.</summary>
    public string AddPem(string pem, params IEnumerable<OrderClass> classes)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return Add(key.ExportSubjectPublicKeyInfo(), classes);
    }

    /// <summary>Whether the key is pinned at all.</summary>
    public bool Knows(string keyId) => _keys.ContainsKey(keyId);

    /// <summary>Whether the key is pinned and may sign orders of <paramref name="orderClass"/>.</summary>
    public bool Allows(string keyId, OrderClass orderClass) =>
        _keys.TryGetValue(keyId, out var entry) && entry.Classes.Contains(orderClass);

    /// <summary>Checks a 64-byte signature (IEEE P1363); false also for an unknown key.</summary>
    public bool Verify(string keyId, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!_keys.TryGetValue(keyId, out var entry))
        {
            return false;
        }

        lock (entry.Lock)
        {
            return entry.Key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    internal bool Verify(string keyId, Func<ECDsa, bool> check)
    {
        if (!_keys.TryGetValue(keyId, out var entry))
        {
            return false;
        }

        lock (entry.Lock)
        {
            return check(entry.Key);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _keys.Values)
        {
            entry.Key.Dispose();
        }
    }
}
