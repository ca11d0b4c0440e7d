using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>
/// The town's own certificate authority: names the controller to the gateways and the gateways to the controller. Nobody
/// else's certificate counts on either side.
/// </summary>
internal sealed class TownCertificateAuthority : IDisposable
{
    /// <summary>How long a gateway's certificate is good.</summary>
    public static readonly TimeSpan GatewayLife = TimeSpan.FromDays(5 * 365);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan RootLife = TimeSpan.FromDays(20 * 365);
    private static readonly TimeSpan ServerLife = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    // A gateway's clock may stand some hours behind when it connects for the first time.
    private static readonly TimeSpan Backdating = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _serverNames;
    private readonly ECDsa _key = ECDsa.Create();
    private readonly X509Certificate2 _root;
    private X509Certificate2? _server;

    public TownCertificateAuthority(KeyFiles files, IOptions<GatewayOptions> options, TimeProvider time)
    {
        _time = time;
        _serverNames = ["localhost", "127.0.0.1", "::1", .. options.Value.ServerNames];
        _key.ImportFromPem(files.ReadOrCreate("ca.key", secret: true, NewKey));
        _root = X509Certificate2.CreateFromPem(files.ReadOrCreate("ca.crt", secret: false, NewRoot));
        RootFile = files.PathOf("ca.crt");
        RootPem = _root.ExportCertificatePem() + "\n";
    }

    /// <summary>The authority's certificate in PEM.</summary>
    public string RootPem { get; }

    /// <summary>The authority's certificate, DER.</summary>
    public ReadOnlySpan<byte> RootCertificate => _root.RawDataMemory.Span;

    /// <summary>The file that gateways pin.</summary>
    public string RootFile { get; }

    /// <summary>The broker's certificate with its key; it lives in memory alone and is made anew 30 days before its end.</summary>
    public X509Certificate2 ServerCertificate
    {
        get
        {
            lock (_lock)
            {
                if (_server is null || _server.NotAfter.ToUniversalTime() - RenewBefore <= _time.GetUtcNow())
                {
                    // The old one is left to the collector: a handshake may still use it.
                    _server = NewServerCertificate();
                }

                return _server;
            }
        }
    }

    /// <summary>Issues a client certificate that names the gateway, whatever name the request asks for.</summary>
    public X509Certificate2 Issue(CertificateSigningRequest request, string gatewayId)
    {
        var wanted = new CertificateRequest(new X500DistinguishedName($"CN={gatewayId}"), request.PublicKey, HashAlgorithmName.SHA256);
        wanted.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        wanted.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], critical: true));
        return Sign(wanted, GatewayLife);
    }

    /// <summary>Whether this authority issued the client certificate and it is in force.</summary>
    public bool Trusts(X509Certificate2 client)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().LocalDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(client);
    }

    public void Dispose()
    {
        _key.Dispose();
        _root.Dispose();
        _server?.Dispose();
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private string NewRoot()
    {
        var wanted = new CertificateRequest("CN=CloudBroadcast town authority", _key, HashAlgorithmName.SHA256);
        wanted.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        wanted.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        wanted.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(wanted.PublicKey, critical: false));
        var now = _time.GetUtcNow();
        using var root = wanted.CreateSelfSigned(now - Backdating, now + RootLife);
        return root.ExportCertificatePem() + "\n";
    }

    private X509Certificate2 NewServerCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = new CertificateRequest("CN=CloudBroadcast controller", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in _serverNames)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        wanted.CertificateExtensions.Add(names.Build());
        wanted.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        wanted.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: true));
        using var certificate = Sign(wanted, ServerLife);
        using var withKey = certificate.CopyWithPrivateKey(key);

        // Windows' TLS takes no key that lives in memory alone; a PKCS#12 round trip suits every platform.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    private X509Certificate2 Sign(CertificateRequest wanted, TimeSpan life)
    {
        wanted.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        wanted.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(wanted.PublicKey, critical: false));
        wanted.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        var now = _time.GetUtcNow();
        var rootEnd = new DateTimeOffset(_root.NotAfter.ToUniversalTime());
        var end = now + life < rootEnd ? now + life : rootEnd;
        var generator = X509SignatureGenerator.CreateForECDsa(_key);
        lock (_lock)
        {
            return wanted.Create(_root.SubjectName, generator, now - Backdating, end, RandomNumberGenerator.GetBytes(16));
        }
    }
}
