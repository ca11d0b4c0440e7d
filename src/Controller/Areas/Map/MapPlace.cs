namespace CloudBroadcast.Controller.Areas.Map;

/// <summary>Where a village stands on the town's map, in thousandths of its width and height from the upper left corner.</summary>
internal sealed class MapPlace
{
    public const int Most = 1_000;

    /// <summary>The village.</summary>
    public required string AreaCode { get; init; }

    /// <summary>0 to <see cref="Most"/>.</summary>
    public required int X { get; set; }

    /// <summary>0 to <see cref="Most"/>.</summary>
    public required int Y { get; set; }
}
