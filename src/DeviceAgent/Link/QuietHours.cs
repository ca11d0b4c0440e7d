using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Link;

/// <summary>Whether a sound would lie in the curfew: wall time of the gateway's zone, summer time and all.</summary>
internal static class QuietHours
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>Whether any instant from <paramref name="from"/> on and before <paramref name="to"/> has a wall time in the curfew.</summary>
    public static bool Touches(Curfew curfew, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        // A curfew begins and a zone's clock jumps at whole minutes only: to look at each is to miss none. A day at most is asked.
        var minute = new DateTimeOffset(from.UtcTicks - from.UtcTicks % Step.Ticks, TimeSpan.Zero);
        for (var at = from; at < to; at = minute)
        {
            if (Has(curfew, TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime)))
            {
                return true;
            }

            minute += Step;
        }

        return false;
    }

    private static bool Has(Curfew curfew, TimeOnly time) => curfew.From < curfew.To
        ? curfew.From <= time && time < curfew.To
        : curfew.From <= time || time < curfew.To;
}
