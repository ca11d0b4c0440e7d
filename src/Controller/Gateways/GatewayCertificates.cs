using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Gives a gateway its certificate and remembers its key; an earlier certificate of the gateway counts no more.</summary>
internal sealed class GatewayCertificates(TownCertificateAuthority authority, IDbContextFactory<TownDbContext> databases)
{
    /// <summary>What came of it: exactly one of the two is set.</summary>
    public sealed record Outcome(string? CertificatePem, string? Problem);

    /// <summary>Issues a certificate for a known gateway.</summary>
    public async Task<Outcome> IssueAsync(string requestPem, string gatewayId, CancellationToken cancellationToken)
    {
        await using var database = databases.CreateDbContext();
        var gateway = await database.Gateways.SingleOrDefaultAsync(known => known.Id == gatewayId, cancellationToken);
        if (gateway is null)
        {
            return new Outcome(null, $"Gateway \"{gatewayId}\" is unknown. Allowed: the ids of GET /api/gateways.");
        }

        if (!CertificateSigningRequest.TryRead(requestPem, out var request, out var problem))
        {
            return new Outcome(null, problem);
        }

        using var certificate = authority.Issue(request, gatewayId);
        gateway.PublicKey = request.PublicKey.ExportSubjectPublicKeyInfo();
        await database.SaveChangesAsync(cancellationToken);
        return new Outcome(certificate.ExportCertificatePem() + "\n", null);
    }
}
