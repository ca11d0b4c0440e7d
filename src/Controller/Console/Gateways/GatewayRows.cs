using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Console.Town;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>A gateway with all that its pages show.</summary>
/// <param name="Gateway">As it stands in the register.</param>
/// <param name="Village">Where it stands.</param>
/// <param name="Communes">The names of the village's communes by code.</param>
/// <param name="Heard">What it said last.</param>
/// <param name="NewestRevision">The newest configuration made for it; null before the first.</param>
internal sealed record GatewayRow(Gateway Gateway, string Village, IReadOnlyDictionary<string, string> Communes, Heard Heard, long? NewestRevision)
{
    public Look Look => Gateway switch
    {
        { RevokedAt: not null } => Look.Fault.Saying("已吊销"),
        { PublicKey: null } => Look.Off.Saying("未入网"),
        _ => GatewayLooks.Of(Heard),
    };

    /// <summary>What is wrong with it, the worst first; what it said before it went offline counts on.</summary>
    public IReadOnlyList<FaultView> Faults => Heard.State is { } state ? GatewayLooks.FaultsOf(state) : [];

    /// <summary>Orders, configurations and bundles that it has refused since its agent started; null while it has said nothing.</summary>
    public long? Refused => Heard.State is { } state ? state.RefusedOrders + state.RefusedBundles : null;

    /// <summary>What page 网关 puts first: what does not sound, what is not there, what is to be looked at.</summary>
    public int Urgency => Look.Style == Look.Fault.Style ? 0 : Look.Style == Look.Off.Style ? 1 : Look.Style == Look.Warn.Style || IsBehind ? 2 : 3;

    /// <summary>Whether a newer configuration waits to be installed.</summary>
    public bool IsBehind => Gateway is { PublicKey: not null } && NewestRevision > (Gateway.InstalledRevision ?? 0);
}

/// <summary>Reads what the gateways' pages show.</summary>
internal sealed class GatewayRows(IDbContextFactory<TownDbContext> databases, GatewayEars ears)
{
    public async Task<IReadOnlyList<GatewayRow>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var gateways = await database.Gateways.AsNoTracking().OrderBy(gateway => gateway.AreaCode).ThenBy(gateway => gateway.Id).ToListAsync(cancellationToken);
        var newest = await database.IssuedConfigurations.GroupBy(issued => issued.GatewayId)
            .Select(group => new { group.Key, Revision = group.Max(issued => issued.Revision) }).ToDictionaryAsync(pair => pair.Key, pair => pair.Revision, cancellationToken);
        var heard = ears.Heard(gateways.Select(gateway => gateway.Id));
        return gateways.Select(gateway => new GatewayRow(
            gateway,
            tree.Find(gateway.AreaCode)?.Name ?? gateway.AreaCode,
            gateway.Zones.SelectMany(zone => zone.Communes).Distinct().ToDictionary(code => code, code => tree.Find(code)?.Name ?? code),
            heard[gateway.Id],
            newest.TryGetValue(gateway.Id, out var revision) ? revision : null)).ToList();
    }

    /// <summary>The same rows with what the gateways say now; the database is not asked.</summary>
    public IReadOnlyList<GatewayRow> Refresh(IReadOnlyList<GatewayRow> rows)
    {
        var heard = ears.Heard(rows.Select(row => row.Gateway.Id));
        return [.. rows.Select(row => row with { Heard = heard[row.Gateway.Id] })];
    }

    public async Task<GatewayRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).FirstOrDefault(row => row.Gateway.Id == id);
}
