using System.Text.Json;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Areas;

/// <summary>The town of Dongzhai as an empty database is filled with it; <c>dongzhai.json</c> says what in it is published.</summary>
internal static class AreaSeed
{
    private sealed record Town(string Note, string Code, string Name, double Latitude, double Longitude, IReadOnlyList<Village> Villages);

    private sealed record Village(string Code, string Name, bool IsSample, double Latitude, double Longitude, IReadOnlyList<Commune> Communes);

    private sealed record Commune(string Suffix, string Name, int Households, int People, double Latitude, double Longitude);

    /// <summary>Every area of the seed, parents first.</summary>
    public static IReadOnlyList<Area> Read()
    {
        using var file = typeof(AreaSeed).Assembly.GetManifestResourceStream("dongzhai.json")
            ?? throw new InvalidOperationException("dongzhai.json is not embedded.");
        var town = JsonSerializer.Deserialize<Town>(file, JsonSerializerOptions.Web)!;
        return [ToArea(town), .. town.Villages.SelectMany(village => (Area[])[ToArea(village, town), .. village.Communes.Select(commune => ToArea(commune, village))])];
    }

    /// <summary>Fills a database that has no areas yet.</summary>
    public static async Task ApplyAsync(TownDbContext database, CancellationToken cancellationToken)
    {
        if (await database.Areas.AnyAsync(cancellationToken))
        {
            return;
        }

        database.Areas.AddRange(Read());
        await database.SaveChangesAsync(cancellationToken);
    }

    private static Area ToArea(Town town) => new()
    {
        Code = town.Code,
        ParentCode = null,
        Level = AreaLevel.Town,
        Name = town.Name,
        Households = town.Villages.Sum(village => village.Communes.Sum(commune => commune.Households)),
        People = town.Villages.Sum(village => village.Communes.Sum(commune => commune.People)),
        Latitude = town.Latitude,
        Longitude = town.Longitude,
        IsSample = false,
    };

    private static Area ToArea(Village village, Town town) => new()
    {
        Code = village.Code,
        ParentCode = town.Code,
        Level = AreaLevel.Village,
        Name = village.Name,
        Households = village.Communes.Sum(commune => commune.Households),
        People = village.Communes.Sum(commune => commune.People),
        Latitude = village.Latitude,
        Longitude = village.Longitude,
        IsSample = village.IsSample,
    };

    private static Area ToArea(Commune commune, Village village) => new()
    {
        Code = village.Code + commune.Suffix,
        ParentCode = village.Code,
        Level = AreaLevel.Commune,
        Name = commune.Name,
        Households = commune.Households,
        People = commune.People,
        Latitude = commune.Latitude,
        Longitude = commune.Longitude,
        IsSample = true,
    };
}
