using CloudBroadcast.Controller.Console.Parts;

namespace CloudBroadcast.Controller.Console.Week;

/// <summary>What a plan can be made of: where, and what.</summary>
public sealed record PlanChoices(string TownCode, IReadOnlyList<VillageChoice> Villages, IReadOnlyList<ContentChoice> Contents)
{
    /// <summary>The codes of a plan as villages and communes: the town is all its villages.</summary>
    public HashSet<string> Spread(IEnumerable<string> areas) =>
        [.. areas.SelectMany(code => code == TownCode ? Villages.Select(village => village.Code) : [code])];

    /// <summary>The reverse: all villages are the town.</summary>
    public IReadOnlyList<string> Gathered(IReadOnlySet<string> areas) =>
        Villages.All(village => areas.Contains(village.Code)) ? [TownCode] : [.. areas.Order(StringComparer.Ordinal)];

    public string VillageOf(string gatewayId) => Villages.FirstOrDefault(village => village.GatewayId == gatewayId)?.Name ?? gatewayId;

    public ContentChoice? Find(string key) => Contents.FirstOrDefault(content => content.Key == key);
}

/// <summary>A village that a gateway serves, with those of its communes that have a zone.</summary>
public sealed record VillageChoice(string Code, string Name, string GatewayId, IReadOnlyList<CommuneChoice> Communes);

/// <summary>A commune that a zone reaches.</summary>
public sealed record CommuneChoice(string Code, string Name);

/// <summary>A programme or a playlist.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsPlaylist">Which of the two.</param>
/// <param name="Title">Its title.</param>
/// <param name="Seal">Of its category.</param>
/// <param name="Length">How long it sounds.</param>
public sealed record ContentChoice(Guid Id, bool IsPlaylist, string Title, SealView Seal, TimeSpan Length)
{
    public string Key => KeyOf(Id, IsPlaylist);

    public static string KeyOf(Guid id, bool isPlaylist) => $"{(isPlaylist ? 'l' : 'p')}{id:n}";
}
