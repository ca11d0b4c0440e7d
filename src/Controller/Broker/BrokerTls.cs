using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller.Gateways;

namespace CloudBroadcast.Controller.Broker;

/// <summary>
/// How the broker speaks TLS: 1.2 or 1.3, and with holders of the town's certificates alone. All connections share one context,
/// which a stranger who stops in the handshake would else have made for him.
/// </summary>
internal sealed class BrokerTls(TownCertificateAuthority authority)
{
    private readonly Lock _lock = new();
    private X509Certificate2? _certificate;
    private SslServerAuthenticationOptions? _current;

    /// <summary>For the certificate that is now in force.</summary>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            lock (_lock)
            {
                var certificate = authority.ServerCertificate;
                if (_current is null || certificate != _certificate)
                {
                    (_certificate, _current) = (certificate, OptionsFor(certificate));
                }

                return _current;
            }
        }
    }

    private SslServerAuthenticationOptions OptionsFor(X509Certificate2 certificate) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, client, _, _) => client is X509Certificate2 named && authority.Trusts(named),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = [],
    };
}
