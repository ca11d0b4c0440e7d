namespace CloudBroadcast.Controller.Console.Settings;

/// <summary>The zones that a person chooses from.</summary>
internal static class TownZones
{
    // For nearly everybody.
    private const string Usual = "Asia/Shanghai";

    /// <summary>The usual one, the present one, then all that have a place's name.</summary>
    public static IEnumerable<string> Offered(string present) => new[] { Usual, present }
        .Concat(TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && zone.Id.Contains('/', StringComparison.Ordinal)).Select(zone => zone.Id).Order(StringComparer.Ordinal))
        .Distinct();
}
