using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Gateways;

public class CertificateTests(TownHost town) : IClassFixture<TownHost>
{
    private const string Id = "gw-620321104200";

    [Fact]
    public void A_certificate_names_the_gateway_whatever_the_request_asked_for()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=gw-620321104201", key, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Assert.True(CertificateSigningRequest.TryRead(asked.CreateSigningRequestPem(), out var request, out _));

        using var certificate = town.Get<TownCertificateAuthority>().Issue(request, Id);

        Assert.Equal("CN=" + Id, certificate.Subject);
        Assert.False(Assert.Single(certificate.Extensions.OfType<X509BasicConstraintsExtension>()).CertificateAuthority);
        Assert.Equal(["1.3.6.1.5.5.7.3.2"], Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>())
            .EnhancedKeyUsages.Cast<Oid>().Select(usage => usage.Value));
        Assert.True(town.Get<TownCertificateAuthority>().Trusts(certificate));
    }

    [Theory]
    [InlineData("rsa", "ECDSA P-256")]
    [InlineData("p384", "ECDSA P-256")]
    [InlineData("signed by another key", "can't be read")]
    [InlineData("no request", "can't be read")]
    [InlineData("a certificate", "can't be read")]
    public void A_request_is_refused_that_is(string what, string words)
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var pem = what switch
        {
            "rsa" => new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(),
            "p384" => FakeGateway.RequestFor(p384),
            "signed by another key" => Forged(p256),
            "a certificate" => new CertificateRequest("CN=x", p256, HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)).ExportCertificatePem(),
            _ => "hello",
        };

        Assert.False(CertificateSigningRequest.TryRead(pem, out _, out var problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_broker_s_certificate_is_made_anew_thirty_days_before_its_end()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var authority = new TownCertificateAuthority(town.Get<KeyFiles>(), Options.Create(new GatewayOptions()), time);
        var first = authority.ServerCertificate;

        time.Advance(TimeSpan.FromDays(334));
        Assert.Same(first, authority.ServerCertificate);

        time.Advance(TimeSpan.FromDays(1));
        Assert.NotSame(first, authority.ServerCertificate);
        Assert.True(authority.ServerCertificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime.AddDays(360));
    }

    [Fact]
    public async Task Keys_are_made_once_and_the_private_ones_are_for_their_owner_alone()
    {
        var folder = Directory.CreateTempSubdirectory("town-").FullName;
        try
        {
            await using (var first = new TownHost { KeptFolder = folder })
            {
                first.Start();
            }

            string[] names = ["ca.crt", "ca.key", "controller.key", "emergency.key"];
            var keys = Path.Combine(folder, "keys");
            var before = names.Select(name => File.ReadAllText(Path.Combine(keys, name))).ToList();
            Assert.Equal(names, Directory.GetFiles(keys).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                Assert.Equal(
                    [Owner, Owner, Owner],
                    [File.GetUnixFileMode(Path.Combine(keys, "ca.key")), File.GetUnixFileMode(Path.Combine(keys, "controller.key")), File.GetUnixFileMode(Path.Combine(keys, "emergency.key"))]);
            }

            await using var second = new TownHost { KeptFolder = folder };
            second.Start();
            Assert.Equal(before, names.Select(name => File.ReadAllText(Path.Combine(keys, name))));
            using var ordinary = SigningKey.FromPem(before[2]);
            Assert.Equal(second.Get<SigningKeys>().For(OrderClass.Ordinary).KeyId, ordinary.KeyId);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Forged(ECDsa key)
    {
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest();

        // The signature stands at the end.
        request[^1] ^= 1;
        return PemEncoding.WriteString("CERTIFICATE REQUEST", request);
    }
}
