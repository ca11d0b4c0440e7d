namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The bits of a relay or contact mask: bit 0 amplifier power, bits 1 to 8 zones.</summary>
internal static class RelayMask
{
    public const int Count = 9;
    public const int LastZone = Count - 1;
    public const ushort Power = 1;

    public static ushort Of(IEnumerable<int> zones) => (ushort)zones.Aggregate(0, (mask, zone) => mask | (1 << zone));

    public static bool HasPower(ushort mask) => (mask & Power) != 0;

    public static IReadOnlyList<int> Zones(ushort mask) =>
        [.. Enumerable.Range(1, LastZone).Where(zone => (mask & (1 << zone)) != 0)];

    /// <summary>Which contacts disagree with what was asked, in words; null when none does.</summary>
    public static string? Disagreement(ushort asked, ushort contacts)
    {
        var wrong = Enumerable.Range(0, Count)
            .Where(bit => ((asked ^ contacts) & (1 << bit)) != 0)
            .Select(bit => (bit == 0 ? "power" : $"zone {bit}")
                + ((contacts & (1 << bit)) != 0 ? " reads closed after it was released" : " reads open after it was switched on"));
        var said = string.Join("; ", wrong);
        return said.Length == 0 ? null : said;
    }
}
