using CloudBroadcast.Controller.Console.Parts;
using CloudBroadcast.Controller.Schedules;

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

/// <summary>What a plan can play.</summary>
public enum ContentKind
{
    Programme,
    Playlist,
    Column,
}

/// <summary>A programme, a playlist or a column.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Which of the three.</param>
/// <param name="Title">Its title.</param>
/// <param name="Seal">Of its category.</param>
/// <param name="Length">How long it sounds; of a column, of which each day has another episode, nothing.</param>
/// <param name="Episodes">Of a column, how many it has.</param>
public sealed record ContentChoice(Guid Id, ContentKind Kind, string Title, SealView Seal, TimeSpan Length, int Episodes = 0)
{
    public string Key => KeyOf(Id, Kind);

    public static string KeyOf(Guid id, ContentKind kind) => $"{(kind switch { ContentKind.Playlist => 'l', ContentKind.Column => 'c', _ => 'p' })}{id:n}";

    /// <summary>The key of what a schedule plays.</summary>
    internal static string KeyOf(Schedule schedule) => schedule switch
    {
        { PlaylistId: { } playlist } => KeyOf(playlist, ContentKind.Playlist),
        { ColumnId: { } column } => KeyOf(column, ContentKind.Column),
        _ => KeyOf(schedule.ProgrammeId ?? Guid.Empty, ContentKind.Programme),
    };
}
