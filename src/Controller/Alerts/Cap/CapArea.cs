namespace CloudBroadcast.Controller.Alerts.Cap;

/// <summary>One place of a block: the union of its polygons, circles and geocodes (element <c>area</c>).</summary>
internal sealed record CapArea
{
    /// <summary>For people.</summary>
    public required string Description { get; init; }

    public IReadOnlyList<CapPolygon> Polygons { get; init; } = [];

    public IReadOnlyList<CapCircle> Circles { get; init; } = [];

    /// <summary>Codes of the place, each in the system that its name says.</summary>
    public IReadOnlyList<CapPair> Geocodes { get; init; } = [];

    /// <summary>Whether a polygon, circle or geocode could not be read: the area is larger than what stands here.</summary>
    public bool IsCut { get; init; }
}
