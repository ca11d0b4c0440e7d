namespace CloudBroadcast.Controller.Console.Gateways;

/// <summary>The strength of a mobile line as people know it from their phones. Pure.</summary>
internal static class SignalBars
{
    public const int Most = 4;

    // RSRP, as 4G modems report it: good from -85 dBm on, hardly anything below -115.
    private static readonly int[] From = [-115, -105, -95, -85];

    /// <summary>0 to <see cref="Most"/>.</summary>
    public static int Of(int dbm) => From.Count(limit => dbm >= limit);
}
