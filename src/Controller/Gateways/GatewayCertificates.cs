using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Storage;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Puts a gateway into service: its certificate, its key on record, its first configuration. An earlier certificate counts no more.</summary>
internal sealed class GatewayCertificates(TownCertificateAuthority authority, ConfigurationDesk configurations, TimeProvider time)
{
    /// <summary>What a gateway is given.</summary>
    public sealed record Outcome(string CertificatePem, IssuedConfiguration Configuration);

    /// <summary>Issues both; the caller saves.</summary>
    public async Task<Outcome> IssueAsync(TownDbContext database, CertificateSigningRequest request, Gateway gateway, CancellationToken cancellationToken)
    {
        using var certificate = authority.Issue(request, gateway.Id);
        gateway.PublicKey = request.PublicKey.ExportSubjectPublicKeyInfo();
        gateway.EnrolledAt = time.GetUtcNow();
        (gateway.RevokedAt, gateway.RevokedReason) = (null, null);
        return new Outcome(certificate.ExportCertificatePem() + "\n", await configurations.IssueFirstAsync(database, gateway, cancellationToken));
    }
}
