using System.Text.Json;

namespace CloudBroadcast.Town;

/// <summary>A village of the town and its gateway, as the controller seeds them.</summary>
internal sealed record Place(string Code, string Name, IReadOnlyList<string> Communes)
{
    /// <summary>The id that the controller gives the village's gateway.</summary>
    public string GatewayId => "gw-" + Code;

    /// <summary>The villages in the order of their division codes.</summary>
    public static IReadOnlyList<Place> All { get; } = Read();

    /// <summary>The town's own code.</summary>
    public static string TownCode => All[0].Code[..9] + "000";

    /// <summary>Every code of the town, its villages and its communes.</summary>
    public static IEnumerable<string> Codes => All.SelectMany(place => place.Communes).Concat(All.Select(place => place.Code)).Append(TownCode);

    /// <summary>The villages that a code addresses: all of them for the town and above, one for a village or a commune.</summary>
    public static IReadOnlyList<Place> Under(string code) =>
        All.Where(place => code == TownCode || place.Code == code || place.Communes.Contains(code)).ToList();

    private static List<Place> Read()
    {
        using var file = typeof(Place).Assembly.GetManifestResourceStream("dongzhai.json")
            ?? throw new InvalidOperationException("dongzhai.json is not embedded.");
        using var town = JsonDocument.Parse(file);
        return town.RootElement.GetProperty("villages").EnumerateArray().Select(village =>
        {
            var code = village.GetProperty("code").GetString()!;
            var communes = village.GetProperty("communes").EnumerateArray().Select(commune => code + commune.GetProperty("suffix").GetString());
            return new Place(code, village.GetProperty("name").GetString()!, communes.ToList());
        }).OrderBy(place => place.Code, StringComparer.Ordinal).ToList();
    }
}
