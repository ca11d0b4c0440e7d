using System.Diagnostics.CodeAnalysis;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Areas;

/// <summary>The town's areas and what it means to address them.</summary>
internal sealed class AreaTree(IReadOnlyCollection<Area> areas, IReadOnlyCollection<Gateway> gateways)
{
    private readonly Dictionary<string, Area> _areas = areas.ToDictionary(area => area.Code);

    /// <summary>The top of the tree; null before the first run has named the town.</summary>
    public Area? TownOrNone { get; } = areas.SingleOrDefault(area => area.ParentCode is null);

    /// <summary>As above, for those who have something to do with a town that is there.</summary>
    public Area Town => TownOrNone ?? throw new InvalidOperationException("There is no town yet.");

    /// <summary>Reads areas and gateways as they stand.</summary>
    public static async Task<AreaTree> LoadAsync(TownDbContext database, CancellationToken cancellationToken) => new(
        await database.Areas.AsNoTracking().ToListAsync(cancellationToken),
        await database.Gateways.AsNoTracking().ToListAsync(cancellationToken));

    /// <summary>The area of that code, or null.</summary>
    public Area? Find(string code) => _areas.GetValueOrDefault(code);

    /// <summary>The areas right under one, by code.</summary>
    public IEnumerable<Area> Under(Area area) => areas.Where(child => child.ParentCode == area.Code).OrderBy(child => child.Code, StringComparer.Ordinal);

    /// <summary>
    /// The gateways that serve the areas, by id, each with the zones that shall sound; an empty list is every zone. A village
    /// or what stands above it takes whole gateways, a commune the zones that reach it.
    /// </summary>
    /// <param name="codes">Codes of 12 or 14 digits, or the 6 of a county.</param>
    /// <param name="targets">Ready to stand in an order.</param>
    /// <param name="problem">Names the first code that addresses nobody here, and says why.</param>
    public bool TryResolveTargets(
        IEnumerable<string> codes, out IReadOnlyList<OrderTarget> targets, [NotNullWhen(false)] out string? problem)
    {
        var zones = new SortedDictionary<string, SortedSet<int>>(StringComparer.Ordinal);
        var whole = new HashSet<string>(StringComparer.Ordinal);
        targets = [];
        foreach (var written in codes)
        {
            problem = Add(written, zones, whole);
            if (problem is not null)
            {
                return false;
            }
        }

        targets = zones.Select(gateway => new OrderTarget
        {
            Gateway = gateway.Key,
            Zones = whole.Contains(gateway.Key) ? [] : [.. gateway.Value],
        }).ToList();
        problem = targets.Count == 0 ? "No area is named. Allowed: one or more codes of GET /api/areas." : null;
        return problem is null;
    }

    private string? Add(string written, SortedDictionary<string, SortedSet<int>> zones, HashSet<string> whole)
    {
        if (AreaCode.Normalise(written) is not { } code || !_areas.Keys.Any(known => AreaCode.Covers(code, known)))
        {
            return $"Area \"{written}\" is unknown. Allowed: the codes of GET /api/areas, or one above the town.";
        }

        var found = false;
        foreach (var gateway in gateways)
        {
            var isWhole = AreaCode.Covers(code, gateway.AreaCode);
            var heard = gateway.Zones.Where(zone => isWhole || zone.Communes.Contains(code)).Select(zone => zone.Number).ToList();
            if (isWhole || heard.Count > 0)
            {
                found = true;
                zones.TryAdd(gateway.Id, []);
                zones[gateway.Id].UnionWith(heard);
            }

            if (isWhole)
            {
                whole.Add(gateway.Id);
            }
        }

        return found ? null : $"Area \"{written}\" is served by no gateway's zone. Allowed: areas that a gateway serves (GET /api/gateways).";
    }
}
