using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;

namespace CloudBroadcast.Protocol;

/// <summary>
/// The second hand on a signed document: an operator's COSE_Sign1 (RFC 9052 section 4.2, ES256, detached) over the same
/// payload, carried in the document's unprotected header <c>approval</c>. Its external data is
/// <c>cloudbroadcast/1/approval/&lt;kind&gt;</c>, so that no signature of a controller can stand in for it.
/// </summary>
public static class Approval
{
    private const string ContextPrefix = "approval/";
    private const int Es256 = -7; // RFC 9053 section 2.1
    private const int Sign1Tag = 18;

    private static readonly CoseHeaderLabel Label = new("approval");

    /// <summary>The bytes that an operator's key signs (Sig_structure, RFC 9052 section 4.4).</summary>
    public static byte[] ToBeSigned(DocumentKind kind, ReadOnlySpan<byte> payload, string keyId)
    {
        var writer = new CborWriter();
        writer.WriteStartArray(4);
        writer.WriteTextString("Signature1");
        writer.WriteByteString(ProtectedHeaders(keyId));
        writer.WriteByteString(SignedDocument.Context(kind, ContextPrefix));
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Signs the payload of a document with an operator's key and puts the signature into the document.</summary>
    /// <exception cref="ArgumentException">The bytes are no signed document.</exception>
    public static byte[] Add(DocumentKind kind, ReadOnlyMemory<byte> document, SigningKey operatorKey)
    {
        ArgumentNullException.ThrowIfNull(operatorKey);
        return Attach(document, operatorKey.KeyId, operatorKey.Sign(ToBeSigned(kind, PayloadOf(document).Span, operatorKey.KeyId)));
    }

    /// <summary>Puts a signature over <see cref="ToBeSigned"/> (64 bytes, r then s) into the document, in the place of an earlier one.</summary>
    /// <exception cref="ArgumentException">The bytes are no signed document, or the signature has not 64 bytes.</exception>
    public static byte[] Attach(ReadOnlyMemory<byte> document, string keyId, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != AudioBundle.SignatureSize)
        {
            throw new ArgumentException($"The signature has {signature.Length} bytes; {AudioBundle.SignatureSize} are needed.", nameof(signature));
        }

        var message = Decode(document);
        message.UnprotectedHeaders[Label] = CoseHeaderValue.FromBytes(Detached(keyId, signature));
        return message.Encode();
    }

    /// <summary>The payload of a signed document, unverified.</summary>
    /// <exception cref="ArgumentException">The bytes are no signed document.</exception>
    public static ReadOnlyMemory<byte> PayloadOf(ReadOnlyMemory<byte> document) => Decode(document).Content!.Value;

    /// <summary>Whether one of the operators approved exactly this payload. The document's own signature is checked elsewhere.</summary>
    public static bool IsGiven(DocumentKind kind, ReadOnlyMemory<byte> document, TrustedKeys operators, [NotNullWhen(true)] out string? operatorKeyId)
    {
        ArgumentNullException.ThrowIfNull(operators);
        operatorKeyId = null;
        if (!SignedDocument.TryDecode(document, out var message, out _) || message.Content is not { } payload
            || !message.UnprotectedHeaders.TryGetValue(Label, out var value) || !TryReadBytes(value, out var bytes)
            || !SignedDocument.TryDecode(bytes, out var approval, out var keyId) || approval.Content is not null)
        {
            return false;
        }

        if (operators.Verify(keyId, key => VerifiesSafely(approval, key, payload.ToArray(), SignedDocument.Context(kind, ContextPrefix))))
        {
            operatorKeyId = keyId;
        }

        return operatorKeyId is not null;
    }

    private static CoseSign1Message Decode(ReadOnlyMemory<byte> document) =>
        document.Length <= SignedDocument.MaxBytes && SignedDocument.TryDecode(document, out var message, out _) && message.Content is not null
            ? message
            : throw new ArgumentException("The bytes are no signed document.", nameof(document));

    private static byte[] ProtectedHeaders(string keyId)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(2);
        writer.WriteInt32(1);
        writer.WriteInt32(Es256);
        writer.WriteInt32(4);
        writer.WriteByteString(Convert.FromHexString(keyId));
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] Detached(string keyId, ReadOnlySpan<byte> signature)
    {
        var writer = new CborWriter();
        writer.WriteTag((CborTag)Sign1Tag);
        writer.WriteStartArray(4);
        writer.WriteByteString(ProtectedHeaders(keyId));
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteNull();
        writer.WriteByteString(signature);
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static bool TryReadBytes(CoseHeaderValue value, out byte[] bytes)
    {
        try
        {
            bytes = value.GetValueAsBytes();
            return bytes.Length <= SignedDocument.MaxBytes;
        }
        catch (InvalidOperationException)
        {
            // Another CBOR type stands there: that is no approval.
            bytes = [];
            return false;
        }
    }

    private static bool VerifiesSafely(CoseSign1Message approval, ECDsa key, byte[] payload, byte[] context)
    {
        try
        {
            return approval.VerifyDetached(key, payload, context);
        }
        catch (Exception error) when (error is CryptographicException or InvalidOperationException)
        {
            // As in SignedDocument: a foreign algorithm or header is a bad signature.
            return false;
        }
    }
}
