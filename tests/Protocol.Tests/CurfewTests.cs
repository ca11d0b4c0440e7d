using System.Globalization;

namespace CloudBroadcast.Protocol;

public class CurfewTests
{
    // Shanghai is eight hours ahead all year; its night is 14:00 to 22:00 UTC.
    [Theory]
    [InlineData("2026-11-24T13:59:59.999Z", 0.001, false)]
    [InlineData("2026-11-24T13:59:59.999Z", 0.0011, true)]
    [InlineData("2026-11-24T14:00:00Z", 0.001, true)]
    [InlineData("2026-11-24T21:59:59.999Z", 0.001, true)]
    [InlineData("2026-11-24T22:00:00Z", 0.001, false)]
    [InlineData("2026-11-24T22:00:00Z", 57_600, false)] // the whole day, to the first instant of the evening
    [InlineData("2026-11-24T22:00:00Z", 57_600.001, true)]
    [InlineData("2026-11-24T13:59:00Z", 60, false)]
    [InlineData("2026-11-24T13:58:30Z", 90, false)]
    [InlineData("2026-11-24T13:58:30Z", 91, true)]
    [InlineData("2026-11-24T16:00:00Z", 1, true)] // midnight
    [InlineData("2026-11-24T12:00:00Z", 43_200, true)] // over the whole night
    [InlineData("2026-11-24T14:00:00Z", 0, false)] // no sound at all
    public void Over_midnight_from_its_first_instant_until_before_its_end(string from, double seconds, bool touches) =>
        Assert.Equal(touches, Touches("22:00", "06:00", "Asia/Shanghai", from, seconds));

    [Theory]
    [InlineData("2026-11-24T04:59:59Z", 1, false)]
    [InlineData("2026-11-24T04:59:59Z", 1.5, true)]
    [InlineData("2026-11-24T05:59:59Z", 1, true)]
    [InlineData("2026-11-24T06:00:00Z", 1, false)]
    [InlineData("2026-11-24T06:00:00Z", 82_800, false)]
    [InlineData("2026-11-24T06:00:00Z", 82_801, true)]
    public void Within_a_day(string from, double seconds, bool touches) =>
        Assert.Equal(touches, Touches("13:00", "14:00", "Asia/Shanghai", from, seconds));

    // Berlin: 2026-03-29 02:00 → 03:00 at 01:00 UTC; 2026-10-25 03:00 → 02:00 at 01:00 UTC.
    [Theory]
    [InlineData("02:30", "03:30", "2026-03-29T00:59:59Z", 1, false)] // 01:59:59, and what follows is 03:00
    [InlineData("02:30", "03:30", "2026-03-29T00:59:59Z", 2, true)] // 03:00 lies in it
    [InlineData("02:30", "03:30", "2026-03-29T01:29:59Z", 1, true)]
    [InlineData("02:30", "03:30", "2026-03-29T01:30:00Z", 1, false)]
    [InlineData("02:15", "02:45", "2026-03-29T00:00:00Z", 86_400, false)] // a curfew that this day has not (the next day's begins at 00:15 UTC)
    [InlineData("02:15", "02:45", "2026-03-29T00:00:00Z", 87_301, true)]
    [InlineData("02:30", "03:00", "2026-10-25T00:30:00Z", 1, true)] // 02:30 for the first time
    [InlineData("02:30", "03:00", "2026-10-25T01:00:00Z", 1, false)] // 02:00 for the second time
    [InlineData("02:30", "03:00", "2026-10-25T01:00:00Z", 1801, true)] // 02:30 for the second time
    [InlineData("02:30", "03:00", "2026-10-25T02:00:00Z", 1, false)]
    [InlineData("22:00", "06:00", "2026-06-24T20:00:00Z", 1, true)] // summer
    [InlineData("22:00", "06:00", "2026-06-24T04:00:00Z", 1, false)]
    [InlineData("22:00", "06:00", "2026-12-24T20:00:00Z", 1, false)] // winter
    [InlineData("22:00", "06:00", "2026-12-24T04:59:59Z", 1, true)]
    public void Where_clocks_change_the_wall_time_counts(string begins, string ends, string from, double seconds, bool touches) =>
        Assert.Equal(touches, Touches(begins, ends, "Europe/Berlin", from, seconds));

    [Theory]
    [InlineData("2026-11-24T16:14:59Z", 1, false)]
    [InlineData("2026-11-24T16:15:00Z", 1, true)]
    public void Where_the_zone_is_off_by_quarters_too(string from, double seconds, bool touches) =>
        Assert.Equal(touches, Touches("22:00", "06:00", "Asia/Kathmandu", from, seconds));

    private static bool Touches(string begins, string ends, string zone, string from, double seconds)
    {
        var curfew = new Curfew { From = TimeOnly.Parse(begins, CultureInfo.InvariantCulture), To = TimeOnly.Parse(ends, CultureInfo.InvariantCulture) };
        var start = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);
        return curfew.Touches(TimeZoneInfo.FindSystemTimeZoneById(zone), start, start + TimeSpan.FromSeconds(seconds));
    }
}
