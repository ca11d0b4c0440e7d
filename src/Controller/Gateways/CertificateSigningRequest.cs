using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>A gateway's request for a certificate (PKCS#10) of which nothing is taken but the proven key.</summary>
internal sealed class CertificateSigningRequest
{
    private CertificateSigningRequest(PublicKey publicKey) => PublicKey = publicKey;

    public PublicKey PublicKey { get; }

    /// <summary>Reads a request in PEM, checks that its key is P-256 and that it is signed by that key.</summary>
    public static bool TryRead(
        string pem, [NotNullWhen(true)] out CertificateSigningRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        problem = null;
        try
        {
            var read = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
            using var key = read.PublicKey.GetECDsaPublicKey();
            problem = key?.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                ? null
                : $"The request's key is \"{read.PublicKey.Oid.FriendlyName}\"{(key is null ? "" : $" of {key.KeySize} bits")}. Allowed: ECDSA P-256.";
            request = problem is null ? new CertificateSigningRequest(read.PublicKey) : null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            problem = $"The request can't be read: {error.Message} Allowed: a PKCS#10 request in PEM, signed with the key it asks for.";
        }

        return problem is null;
    }
}
