namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>Reads the blocks of a message and their areas.</summary>
internal static class CapInfoReader
{
    /// <summary>The blocks in their order.</summary>
    public static IReadOnlyList<CapInfo> Read(CapNode alert) => [.. alert.All("info", CapLimits.Infos).Select(Info)];

    private static CapInfo Info(CapNode info) => new()
    {
        Language = info.Optional("language", CapLimits.Token) ?? "en-US",
        Categories = Categories(info),
        Event = CapText.Line(info.Required("event", CapLimits.Line)) ?? "",
        ResponseTypes = info.Words<CapResponseType>("responseType"),
        Urgency = info.Word<CapUrgency>("urgency"),
        Severity = info.Word<CapSeverity>("severity"),
        Certainty = Certainty(info),
        EventCodes = info.Pairs("eventCode", CapLimits.Pairs, out _),
        Effective = info.Time("effective"),
        Onset = info.Time("onset"),
        Expires = info.Time("expires"),
        SenderName = CapText.Line(info.Optional("senderName", CapLimits.Line)),
        Headline = CapText.Line(info.Optional("headline", CapLimits.Line)),
        Description = Text(info, "description"),
        Instruction = Text(info, "instruction"),
        Parameters = info.Pairs("parameter", CapLimits.Pairs, out _),
        Areas = [.. info.All("area", CapLimits.Areas).Select(Area)],
    };

    private static string? Text(CapNode info, string name) =>
        info.Optional(name, CapLimits.Text) is { } written && CapText.Clean(written) is { Length: > 0 } text ? text : null;

    private static IReadOnlyList<CapCategory> Categories(CapNode info)
    {
        var categories = info.Words<CapCategory>("category");
        if (categories.Count == 0)
        {
            info.Findings.Refuse($"{info.Path}/category", $"category is missing or empty in {info.Path}. It is required.");
        }

        return categories;
    }

    // A word of CAP 1.0 that is still met.
    private static CapCertainty Certainty(CapNode info)
    {
        if (info.Optional("certainty", CapLimits.Token) != "Very Likely")
        {
            return info.Word<CapCertainty>("certainty");
        }

        info.Findings.Remark("certainty \"Very Likely\" is a word of CAP 1.0; read as Likely.");
        return CapCertainty.Likely;
    }

    private static CapArea Area(CapNode area)
    {
        var polygons = Shapes<CapPolygon>(area, "polygon", CapPolygon.Read, out var arePolygonsWhole);
        var circles = Shapes<CapCircle>(area, "circle", CapCircle.Read, out var areCirclesWhole);
        var geocodes = area.Pairs("geocode", CapLimits.Places, out var areCodesWhole);
        return new CapArea
        {
            Description = CapText.Line(area.Required("areaDesc", CapLimits.Text)) ?? "",
            Polygons = polygons,
            Circles = circles,
            Geocodes = geocodes,
            IsCut = !(arePolygonsWhole && areCirclesWhole && areCodesWhole),
        };
    }

    private delegate string? ShapeReader<T>(string written, out T? shape);

    // A shape that can't be read costs itself and not the message; what the area lacks is then known to lack.
    private static List<T> Shapes<T>(CapNode area, string name, ShapeReader<T> read, out bool isWhole)
        where T : class
    {
        var shapes = new List<T>();
        isWhole = true;
        foreach (var written in area.Values(name, CapLimits.Places))
        {
            if (read(written, out var shape) is { } problem)
            {
                area.Findings.Remark($"{area.Path}: {problem}. Left out.");
                isWhole = false;
                continue;
            }

            shapes.Add(shape!);
        }

        return shapes;
    }
}
