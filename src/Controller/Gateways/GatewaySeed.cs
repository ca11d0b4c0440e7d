using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>One gateway for each village, as an empty database is filled with them.</summary>
internal static class GatewaySeed
{
    private const int LongestZone = 4;

    /// <summary>Fills a database that has no gateways yet.</summary>
    public static async Task ApplyAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        if (await database.Gateways.AnyAsync(cancellationToken))
        {
            return;
        }

        database.Gateways.AddRange(For(await database.Areas.AsNoTracking().ToListAsync(cancellationToken)));
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The gateways of these areas' villages; the zones of each reach all its communes once.</summary>
    public static IReadOnlyList<Gateway> For(IReadOnlyCollection<Area> areas) => areas
        .Where(area => area.Level == AreaLevel.Village)
        .Select(village => (village, communes: areas.Where(area => area.ParentCode == village.Code).OrderBy(area => area.Code, StringComparer.Ordinal).ToList()))
        .Select(each => Of(each.village, each.communes, ZonesFor(each.communes.Count))).ToList();

    /// <summary>The gateway of a village, with so many zones that reach all its communes once.</summary>
    public static Gateway Of(Area village, IReadOnlyList<Area> communes, int zones) => new()
    {
        Id = $"gw-{village.Code}",
        AreaCode = village.Code,
        Name = village.Name,
        Zones = [.. Enumerable.Range(0, zones).Select(index => Zone(index + 1, [.. communes.Skip(index * Share(communes, zones)).Take(Share(communes, zones))]))],
    };

    private static int Share(IReadOnlyCollection<Area> communes, int zones) => (communes.Count + zones - 1) / zones;

    // Even ones: eight communes make three zones, seven make two.
    private static int ZonesFor(int communes)
    {
        var longest = communes % 2 == 0 ? LongestZone - 1 : LongestZone;
        return Math.Max(1, (communes + longest - 1) / longest);
    }

    private static GatewayZone Zone(int number, IReadOnlyList<Area> communes) => new()
    {
        Number = number,
        Name = communes switch
        {
            [] => $"{number} 号分区",
            [var only] => only.Name,
            [var first, .., var last] => $"{first.Name}至{last.Name}",
        },
        Communes = [.. communes.Select(commune => commune.Code)],
    };
}
