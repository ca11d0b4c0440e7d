using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using System.Text;

namespace CloudBroadcast.Protocol;

/// <summary>What a signed document is; the signature covers it, so that no document can stand in for one of another kind.</summary>
public enum DocumentKind
{
    /// <summary>Controller to gateways.</summary>
    Order,

    /// <summary>Controller to one gateway: attested time.</summary>
    ClockAnswer,

    /// <summary>Gateway to controller: what it is and does.</summary>
    State,

    /// <summary>Gateway to controller: what it did with an order.</summary>
    Report,

    /// <summary>Controller to one gateway: what it is, whom it believes and what limits hold.</summary>
    Configuration,

    /// <summary>Controller to one gateway: what it plays by itself in the next days.</summary>
    Schedule,

    /// <summary>Gateway to controller: one entry of its durable record.</summary>
    Journal,

    /// <summary>Controller to one gateway: how much of its journal it has.</summary>
    JournalTaken,

    /// <summary>Whoever releases the agent to gateways: which files a version has.</summary>
    Release,
}

/// <summary>
/// COSE_Sign1 (RFC 9052 section 4.2) with ES256 over a UTF-8 JSON payload. Protected: alg (1) and kid (4).
/// The external data is <c>cloudbroadcast/1/&lt;kind&gt;</c>.
/// </summary>
public static class SignedDocument
{
    /// <summary>No document is longer; a longer one is refused before it is parsed.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly CoseHeaderLabel KeyIdLabel = CoseHeaderLabel.KeyIdentifier;

    /// <summary>Signs <paramref name="payload"/> as a document of <paramref name="kind"/>.</summary>
    public static byte[] Sign(DocumentKind kind, ReadOnlyMemory<byte> payload, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Use(ecdsa =>
        {
            var signer = new CoseSigner(ecdsa, HashAlgorithmName.SHA256);
            signer.ProtectedHeaders.Add(KeyIdLabel, CoseHeaderValue.FromBytes(Convert.FromHexString(key.KeyId)));
            return CoseSign1Message.SignEmbedded(payload.ToArray(), signer, Context(kind));
        });
    }

    /// <summary>Opens a document: size, then form, then key known, then signature. <paramref name="problem"/> names the first miss.</summary>
    public static bool TryOpen(
        DocumentKind kind,
        ReadOnlyMemory<byte> bytes,
        TrustedKeys keys,
        out ReadOnlyMemory<byte> payload,
        out string keyId,
        [NotNullWhen(false)] out RefusalReason? problem)
    {
        ArgumentNullException.ThrowIfNull(keys);
        payload = default;
        keyId = "";
        if (bytes.Length is 0 or > MaxBytes)
        {
            problem = RefusalReason.Size;
            return false;
        }

        if (!TryDecode(bytes, out var message, out keyId) || message.Content is not { } content)
        {
            problem = RefusalReason.Form;
            return false;
        }

        if (!keys.Knows(keyId))
        {
            problem = RefusalReason.UnknownKey;
            return false;
        }

        if (!keys.Verify(keyId, key => VerifySafely(message, key, Context(kind))))
        {
            problem = RefusalReason.Signature;
            return false;
        }

        payload = content;
        problem = null;
        return true;
    }

    internal static byte[] Context(DocumentKind kind, string prefix = "") => Encoding.UTF8.GetBytes("cloudbroadcast/1/" + prefix + kind switch
    {
        DocumentKind.Order => "order",
        DocumentKind.ClockAnswer => "clock-answer",
        DocumentKind.State => "state",
        DocumentKind.Report => "report",
        DocumentKind.Configuration => "configuration",
        DocumentKind.Schedule => "schedule",
        DocumentKind.Journal => "journal",
        DocumentKind.JournalTaken => "journal-taken",
        DocumentKind.Release => "release",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such document kind."),
    });

    internal static bool TryDecode(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out CoseSign1Message? message, out string keyId)
    {
        keyId = "";
        try
        {
            message = CoseMessage.DecodeSign1(bytes.ToArray());
            if (!message.ProtectedHeaders.TryGetValue(KeyIdLabel, out var value))
            {
                return false;
            }

            var id = value.GetValueAsBytes();
            keyId = Convert.ToHexStringLower(id);
            return id.Length == PublicKeyId.Size;
        }
        catch (Exception error) when (error is CryptographicException or CborContentException or InvalidOperationException)
        {
            message = null;
            return false;
        }
    }

    private static bool VerifySafely(CoseSign1Message message, ECDsa key, byte[] context)
    {
        try
        {
            return message.VerifyEmbedded(key, context);
        }
        catch (CryptographicException)
        {
            // A foreign algorithm or critical header is a bad signature for us, not a fault of this process.
            return false;
        }
    }
}
