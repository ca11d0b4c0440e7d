using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways.Approvals;

/// <summary>The configurations that gateways take only with an operator's signature.</summary>
internal sealed class ConfigurationApprovals(IDbContextFactory<TownDbContext> databases, ConfigurationDesk configurations, AuditTrail audit)
{
    /// <summary>One that waits, and whose signature counts.</summary>
    public sealed record Waiting(Gateway Gateway, IssuedConfiguration Newest, GatewayConfiguration Installed);

    public async Task<IReadOnlyList<Waiting>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = new List<Waiting>();
        foreach (var gateway in await database.Gateways.AsNoTracking().Where(gateway => gateway.PublicKey != null).OrderBy(gateway => gateway.Id).ToListAsync(cancellationToken))
        {
            if (await FindAsync(database, gateway, cancellationToken) is { } one)
            {
                waiting.Add(one);
            }
        }

        return waiting;
    }

    /// <summary>Takes an operator's signature over the newest configuration of a gateway; false when it is not good.</summary>
    public async Task<bool?> ApproveAsync(string gatewayId, long revision, string keyId, byte[] signature, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Gateways.SingleOrDefaultAsync(known => known.Id == gatewayId, cancellationToken) is not { } gateway
            || await FindAsync(database, gateway, cancellationToken) is not { } waiting || waiting.Newest.Revision != revision)
        {
            return null;
        }

        using var operators = ConfigurationCodec.OperatorsOf(waiting.Installed);
        var approved = Approval.Attach(waiting.Newest.Document, keyId, signature);
        if (!Approval.IsGiven(DocumentKind.Configuration, approved, operators, out _))
        {
            return false;
        }

        waiting.Newest.Document = approved;
        waiting.Newest.ApprovedBy = waiting.Installed.Operators.First(each => PublicKeyId.Of(each.PublicKey) == keyId).Name;
        await audit.WriteAsync(database, "configuration.approve", gatewayId, null, new { revision, keyId, waiting.Newest.ApprovedBy }, cancellationToken);
        configurations.Announce(gatewayId);
        return true;
    }

    private static async Task<Waiting?> FindAsync(TownDbContext database, Gateway gateway, CancellationToken cancellationToken)
    {
        var newest = await ConfigurationDesk.NewestAsync(database, gateway.Id, cancellationToken);
        if (newest is null || newest.ApprovedBy is not null || newest.Revision == gateway.InstalledRevision)
        {
            return null;
        }

        var installed = await ConfigurationDesk.InstalledAsync(database, gateway, cancellationToken);
        return ConfigurationDesk.NeedsApproval(installed) ? new Waiting(gateway, newest, installed!) : null;
    }
}
