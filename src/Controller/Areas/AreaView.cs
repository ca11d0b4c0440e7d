namespace CloudBroadcast.Controller.Areas;

/// <summary>An area with all that stands under it, as the API shows it.</summary>
internal sealed record AreaView(
    string Code, string? ParentCode, AreaLevel Level, string Name, int Households, int People, double? Latitude, double? Longitude, bool IsSample,
    IReadOnlyList<AreaView> Children)
{
    public static AreaView Of(Area area, AreaTree tree) => new(
        area.Code, area.ParentCode, area.Level, area.Name, area.Households, area.People, area.Latitude, area.Longitude, area.IsSample,
        tree.Under(area).Select(child => Of(child, tree)).ToList());
}
