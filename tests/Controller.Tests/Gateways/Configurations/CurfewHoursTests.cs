namespace CloudBroadcast.Controller.Gateways.Configurations;

public class CurfewHoursTests
{
    [Theory]
    [InlineData("22:00-06:00", "2026-11-24T21:00:00+08:00", 60, false)]
    [InlineData("22:00-06:00", "2026-11-24T21:00:00+08:00", 61, true)]
    [InlineData("22:00-06:00", "2026-11-24T23:30:00+08:00", 1, true)]
    [InlineData("22:00-06:00", "2026-11-25T05:59:00+08:00", 1, true)]
    [InlineData("22:00-06:00", "2026-11-25T06:00:00+08:00", 960, false)]
    [InlineData("22:00-06:00", "2026-11-25T06:00:00+08:00", 961, true)]
    [InlineData("12:00-14:00", "2026-11-24T11:00:00+08:00", 60, false)]
    [InlineData("12:00-14:00", "2026-11-24T11:00:00+08:00", 90, true)]
    [InlineData("12:00-14:00", "2026-11-24T14:00:00+08:00", 60, false)]
    public void Sound_of_so_many_minutes_touches_the_curfew(string curfew, string start, int minutes, bool expected)
    {
        var from = DateTimeOffset.Parse(start, null);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        Assert.Equal(expected, CurfewHours.Parse(curfew)!.Touches(zone, from, from + TimeSpan.FromMinutes(minutes)));
    }

    [Theory]
    [InlineData("2026-03-29T01:30:00+01:00", true)] // 02:30 is skipped that night: the curfew begins at 03:00 summer time
    [InlineData("2026-03-29T00:30:00+01:00", false)]
    [InlineData("2026-10-25T02:45:00+02:00", true)] // 02:30 comes twice: the first one counts
    public void A_curfew_keeps_to_the_wall_clock_where_the_clocks_change(string start, bool expected)
    {
        var from = DateTimeOffset.Parse(start, null);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(expected, CurfewHours.Parse("02:30-05:00")!.Touches(zone, from, from + TimeSpan.FromMinutes(31)));
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("00:00-23:59", true)]
    [InlineData("22:00-22:00", false)]
    [InlineData("24:00-06:00", false)]
    [InlineData("22:00-06:00\n", false)]
    [InlineData("never", false)]
    public void A_curfew_is_written_as(string text, bool good) => Assert.Equal(good, CurfewHours.TryParse(text, out _));
}
