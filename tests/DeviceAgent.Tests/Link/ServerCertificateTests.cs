using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

public sealed class ServerCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeAuthority _authority = new();
    private readonly SigningKey _key = SigningKey.Create();
    private readonly LinkCredentials _credentials;

    public ServerCertificateTests()
    {
        _authority.WriteFiles(_folder.Name, Orders.Gateway, _key);
        _credentials = LinkCredentials.Load(_folder.Name);
    }

    public void Dispose()
    {
        _credentials.Dispose();
        _key.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(0.0, true)]
    [InlineData(8.0, false)]
    [InlineData(-2.0, false)]
    public void Its_validity_counts_once_the_time_is_attested(double? daysFromNow, bool good)
    {
        using var certificate = _authority.Server(days: 7);
        DateTimeOffset? at = daysFromNow is { } days ? TimeProvider.System.GetUtcNow().AddDays(days) : null;

        Assert.Equal(good, IsGood(certificate, SslPolicyErrors.RemoteCertificateChainErrors, at));
    }

    [Theory]
    [InlineData(SslPolicyErrors.None, true)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable, false)]
    public void A_wrong_name_is_never_good(SslPolicyErrors errors, bool good)
    {
        using var certificate = _authority.Server();

        Assert.Equal(good, IsGood(certificate, errors, null));
    }

    [Fact]
    public void A_gateways_certificate_is_no_brokers() =>
        Assert.False(IsGood(_credentials.Certificate, SslPolicyErrors.None, null));

    [Fact]
    public void No_certificate_is_not_good() => Assert.False(IsGood(null, SslPolicyErrors.None, null));

    private bool IsGood(X509Certificate2? certificate, SslPolicyErrors errors, DateTimeOffset? at) =>
        ServerCertificate.IsGood(certificate, null, errors, _credentials.Authorities, at);
}
