using CloudBroadcast.Controller.Areas;

namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>
/// Finds the villages that a block means: by division code with its hierarchy, by polygon and circle against the places of
/// villages and communes, and by a village's exact name where a foreign source gives nothing else. China's own feed is
/// never matched by name: 永丰村 exists twice in the county.
/// </summary>
internal sealed class CapAreas
{
    /// <summary>What China's feed calls its division codes.</summary>
    public const string ChineseGeocode = "CPEAS Geographic Code";

    // A village is a point here and some kilometres in life: a shape this near may well touch it, and a person looks.
    private const double NearKilometres = 5;

    // Provinces of GB/T 2260; six digits of another country's list begin with anything.
    private static readonly string[] Provinces =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".Split(' ');

    private readonly Area? _town;
    private readonly List<Area> _villages;
    private readonly List<(string Village, CapPoint Place)> _places;
    private readonly List<string> _remarks;

    /// <param name="areas">The town's tree: town, villages and communes.</param>
    public CapAreas(IReadOnlyCollection<Area> areas)
    {
        _town = areas.FirstOrDefault(area => area.Level == AreaLevel.Town);
        _villages = [.. areas.Where(area => area.Level == AreaLevel.Village).OrderBy(village => village.Code, StringComparer.Ordinal)];
        _places =
        [
            .. areas.Where(area => area is { Level: AreaLevel.Village or AreaLevel.Commune, Latitude: not null, Longitude: not null })
                .Select(area => (area.Code[..12], new CapPoint(area.Latitude!.Value, area.Longitude!.Value))),
        ];
        var known = _places.Select(place => place.Village).ToHashSet(StringComparer.Ordinal);
        _remarks = [.. _villages.Where(village => !known.Contains(village.Code)).Select(village => $"Village {village.Name} has no coordinates; no polygon or circle finds it.")];
    }

    private enum Answer
    {
        /// <summary>Says nothing that this town can compare.</summary>
        Nothing,

        /// <summary>Certainly not here.</summary>
        Elsewhere,

        /// <summary>Perhaps here.</summary>
        Near,
    }

    /// <summary>Where a block of that message belongs.</summary>
    public CapReach Of(CapMessage message, CapInfo info)
    {
        var meant = new SortedSet<string>(StringComparer.Ordinal);
        var answers = info.Areas.Select(area => Ask(message, area, meant)).ToList();
        var hasShapes = info.Areas.Any(area => area.Polygons.Count > 0 || area.Circles.Count > 0);
        return new CapReach
        {
            Villages = [.. meant],
            IsUnknown = meant.Count == 0 && (answers.Count == 0 || answers.Exists(answer => answer != Answer.Elsewhere)),
            Remarks = hasShapes ? _remarks : [],
        };
    }

    // An area is the union of all it holds: one hit is enough, and only where all that was said lies elsewhere does it too.
    private Answer Ask(CapMessage message, CapArea area, SortedSet<string> meant)
    {
        var answers = new List<Answer>();
        answers.AddRange(area.Geocodes.Select(code => Ask(message, code, meant)));
        answers.AddRange(area.Polygons.Select(polygon => Ask(polygon.KilometresOutside, meant)));
        answers.AddRange(area.Circles.Select(circle => Ask(circle.KilometresOutside, meant)));
        if (answers.Count == 0 && !area.IsCut && !message.IsChinese)
        {
            meant.UnionWith(Named(area.Description));
        }

        return area.IsCut || answers.Contains(Answer.Near) ? Answer.Near
            : answers.Contains(Answer.Elsewhere) ? Answer.Elsewhere
            : Answer.Nothing;
    }

    private Answer Ask(CapMessage message, CapPair geocode, SortedSet<string> meant)
    {
        var isChinese = message.IsChinese || geocode.Name == ChineseGeocode;
        if (CodeOf(geocode.Value) is not { } code)
        {
            return isChinese ? Answer.Near : Answer.Nothing;
        }

        var covered = _villages.Where(village => AreaCode.Covers(code, village.Code)).Select(village => village.Code).ToList();
        meant.UnionWith(covered);
        var isOurs = covered.Count > 0 || _town is null || AreaCode.Covers(_town.Code, code);
        return isOurs ? Answer.Near : isChinese ? Answer.Elsewhere : Answer.Nothing;
    }

    // Broken over two lines it is still the same code.
    private static string? CodeOf(string written)
    {
        var value = string.Concat(written.Where(sign => !char.IsWhiteSpace(sign)));
        return value.Length is 6 or 12 && AreaCode.Normalise(value) is { } code && Provinces.Contains(code[..2], StringComparer.Ordinal) ? code : null;
    }

    private Answer Ask(Func<CapPoint, double> kilometresOutside, SortedSet<string> meant)
    {
        var nearest = double.PositiveInfinity;
        foreach (var (village, place) in _places)
        {
            var distance = kilometresOutside(place);
            nearest = Math.Min(nearest, distance);
            if (distance == 0)
            {
                meant.Add(village);
            }
        }

        return nearest <= NearKilometres || _remarks.Count > 0 || _places.Count == 0 ? Answer.Near : Answer.Elsewhere;
    }

    private List<string> Named(string description)
    {
        var named = _villages.Where(village => village.Name == description).Select(village => village.Code).ToList();
        return named.Count == 1 ? named : [];
    }
}
