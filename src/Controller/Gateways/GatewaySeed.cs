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
        .Select(village => new Gateway
        {
            Id = $"gw-{village.Code}",
            AreaCode = village.Code,
            Name = village.Name,
            Zones = Zones([.. areas.Where(area => area.ParentCode == village.Code).OrderBy(area => area.Code, StringComparer.Ordinal)]),
        }).ToList();

    // Even ones: eight communes make three zones, seven make two.
    private static List<GatewayZone> Zones(IReadOnlyList<Area> communes) => communes
        .Chunk(communes.Count % 2 == 0 ? LongestZone - 1 : LongestZone)
        .Select((chunk, index) => new GatewayZone
        {
            Number = index + 1,
            Name = $"{chunk[0].Name}至{chunk[^1].Name}",
            Communes = chunk.Select(commune => commune.Code).ToList(),
        }).ToList();
}
