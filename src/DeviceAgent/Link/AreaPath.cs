namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>A division code and those of the areas above it (GB/T 2260 and the statistical code: province, city, county, town, village).</summary>
internal static class AreaPath
{
    private const int FullLength = 12;

    // Digits of province, city, county, town; the village is the full code.
    private static readonly int[] Levels = [2, 4, 6, 9];

    /// <summary>The area itself first, the province last.</summary>
    public static IReadOnlyList<string> UpwardsFrom(string areaCode)
    {
        var village = areaCode[..FullLength];
        return
        [
            .. new[] { areaCode, village }
                .Concat(Levels.Reverse().Select(digits => village[..digits].PadRight(FullLength, '0')))
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
