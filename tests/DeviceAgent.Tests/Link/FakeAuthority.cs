using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A certificate authority for one test, with the files of a gateway.</summary>
internal sealed class FakeAuthority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    private readonly X509Certificate2 _root;

    public FakeAuthority(string name = "Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(From, From.AddDays(30));
    }

    /// <summary>A certificate for a broker on the loopback; the name can be another one.</summary>
    public X509Certificate2 Server(string dnsName = "localhost", bool withAddress = true, int days = 7)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        if (withAddress)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        using var certificate = Issue("CN=" + dnsName, key, "1.3.6.1.5.5.7.3.1", names.Build(), days);
        return X509CertificateLoader.LoadPkcs12(certificate.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Whether a certificate stands on this authority.</summary>
    public bool Knows(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string RootPem => _root.ExportCertificatePem();

    /// <summary>The authority's certificate, DER.</summary>
    public byte[] Root => _root.RawData;

    /// <summary>A configuration without limits that matter to a test: no curfew, no approval, every class for the one key.</summary>
    public static GatewayConfiguration Configuration(string gatewayId, SigningKey controllerKey) => new()
    {
        Version = WireVersion.Current,
        Gateway = gatewayId,
        Revision = 1,
        IssuedAt = new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero),
        Name = "东寨村",
        Area = "620321104200",
        Zones = [1, 2],
        TimeZone = "Asia/Shanghai",
        LongestPlayMs = 7_200_000,
        StartsPerHour = 3600,
        EmergencyNeedsApproval = false,
        Keys = [new ConfiguredKey { PublicKey = controllerKey.PublicKey, Classes = Enum.GetValues<OrderClass>() }],
        Operators = [],
    };

    /// <summary>
    /// Writes the files of a gateway as enrolment does, but for <c>controller.json</c>, around the key that is there or a new
    /// one; returns its public key.
    /// </summary>
    public ReadOnlyMemory<byte> WriteFiles(
        string folder,
        string gatewayId,
        SigningKey controllerKey,
        Func<GatewayConfiguration, GatewayConfiguration>? configure = null)
    {
        var configuration = Configuration(gatewayId, controllerKey);
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keyFile = Path.Combine(folder, "gateway.key");
        if (File.Exists(keyFile))
        {
            key.ImportFromPem(File.ReadAllText(keyFile));
        }

        File.WriteAllText(Path.Combine(folder, "ca.crt"), RootPem);
        File.WriteAllText(Path.Combine(folder, "gateway.crt"), Gateway(gatewayId, key));
        File.WriteAllBytes(Path.Combine(folder, "configuration.cose"), ConfigurationCodec.Sign(configure?.Invoke(configuration) ?? configuration, controllerKey));
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>A gateway's certificate for a key, PEM.</summary>
    public string Gateway(string gatewayId, ECDsa key)
    {
        using var certificate = Issue("CN=" + gatewayId, key, "1.3.6.1.5.5.7.3.2", null, 7);
        return certificate.ExportCertificatePem();
    }

    public void Dispose() => _root.Dispose();

    private X509Certificate2 Issue(string subject, ECDsa key, string usage, X509Extension? names, int days)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        return request.Create(_root, From.AddHours(1), From.AddDays(days), RandomNumberGenerator.GetBytes(8));
    }
}
