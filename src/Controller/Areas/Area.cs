namespace CloudBroadcast.Controller.Areas;

/// <summary>How deep an area stands in the tree.</summary>
internal enum AreaLevel
{
    /// <summary>镇.</summary>
    Town,

    /// <summary>村.</summary>
    Village,

    /// <summary>社.</summary>
    Commune,
}

/// <summary>A node of the town → village → commune tree.</summary>
internal sealed class Area
{
    /// <summary>Division code: 12 digits, or its village's 12 and a two-digit suffix for a commune.</summary>
    public required string Code { get; init; }

    /// <summary>The code of the area above, or null for the town.</summary>
    public required string? ParentCode { get; init; }

    public required AreaLevel Level { get; init; }

    /// <summary>Chinese name without the names above it.</summary>
    public required string Name { get; set; }

    public required int Households { get; set; }

    public required int People { get; set; }

    /// <summary>Degrees north, WGS 84; null where unknown.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees east, WGS 84; null where unknown.</summary>
    public double? Longitude { get; set; }

    /// <summary>Whether code and name are made up for the demo town; its figures and places always are.</summary>
    public required bool IsSample { get; set; }
}
