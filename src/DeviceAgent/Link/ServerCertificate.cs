using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Judges the broker's certificate by the pinned authority alone; the machine's own trust store has no say.</summary>
internal static class ServerCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280, section 4.2.1.12

    /// <summary>
    /// Whether the certificate stands on one of the authorities and names the host. <paramref name="at"/> is null while the
    /// gateway has no attested time: a gateway without a clock of its own must get it from here, so validity waits.
    /// </summary>
    public static bool IsGood(
        X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection authorities, DateTimeOffset? at)
    {
        // The chain errors are those of the machine's trust store; the chain below takes their place.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        if (at is { } instant)
        {
            chain.ChainPolicy.VerificationTime = instant.UtcDateTime;
            chain.ChainPolicy.VerificationTimeIgnored = false;
        }
        else
        {
            chain.ChainPolicy.VerificationFlags |= X509VerificationFlags.IgnoreNotTimeValid;
        }

        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
