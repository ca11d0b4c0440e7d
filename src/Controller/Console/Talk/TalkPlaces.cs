using System.Security.Claims;
using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Operators;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Console.Talk;

/// <summary>A village that a person may speak to, with what hangs on its gateway.</summary>
/// <param name="Code">Its area's code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Households">Who lives there.</param>
/// <param name="IsWhole">Whether the person may speak to all of it.</param>
/// <param name="IsOnline">Whether its gateway can be reached now.</param>
/// <param name="Communes">The communes that the person may speak to.</param>
/// <param name="Zones">The gateway's switched lines: which commune sounds with which.</param>
internal sealed record TalkVillage(
    string Code, string Name, int Households, bool IsWhole, bool IsOnline, IReadOnlyList<TalkCommune> Communes, IReadOnlyList<TalkZone> Zones);

/// <summary>A commune of a village.</summary>
internal sealed record TalkCommune(string Code, string Name, int Households);

/// <summary>A switched line and the codes of the communes that hear it.</summary>
internal sealed record TalkZone(int Number, IReadOnlyList<string> Communes);

/// <summary>Reads where a person may speak.</summary>
internal sealed class TalkPlaces(IDbContextFactory<TownDbContext> databases, GatewayPresence presence)
{
    /// <summary>The villages with a gateway, by code; of a cadre's those of the own area alone.</summary>
    public async Task<IReadOnlyList<TalkVillage>> ReadAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var gateways = await database.Gateways.AsNoTracking().ToListAsync(cancellationToken);
        return [.. tree.Under(tree.Town).Select(village => Of(village, tree, gateways, who)).OfType<TalkVillage>()];
    }

    private TalkVillage? Of(Area village, AreaTree tree, List<Gateway> gateways, ClaimsPrincipal who)
    {
        bool Reaches(Area area) => who.FirstBeyondReach(Right.Speak, [area.Code]) is null;
        var here = gateways.Where(gateway => gateway.AreaCode == village.Code).ToList();
        var (all, communes) = (tree.Under(village).ToList(), tree.Under(village).Where(Reaches).ToList());
        return here.Count == 0 || (communes.Count == 0 && !Reaches(village)) ? null : new TalkVillage(
            village.Code,
            village.Name,
            village.Households,
            Reaches(village),
            here.Exists(gateway => presence.IsOnline(gateway.Id)),
            [.. communes.Select(commune => new TalkCommune(commune.Code, commune.Name, commune.Households))],
            [.. here.SelectMany(gateway => gateway.Zones).OrderBy(zone => zone.Number).Select(zone => new TalkZone(zone.Number, [.. zone.Communes.Where(code => all.Exists(commune => commune.Code == code))]))]);
    }
}
