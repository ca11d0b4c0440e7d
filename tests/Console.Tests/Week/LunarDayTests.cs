using System.Globalization;

namespace CloudBroadcast.Controller.Console.Week;

public class LunarDayTests
{
    // Published calendar of 2026: 正月初一 on 17 February; 2025 had a leap sixth month from 25 July.
    [Theory]
    [InlineData("2026-11-24", "十六", "农历十月十六")]
    [InlineData("2026-02-17", "正月", "农历正月初一")]
    [InlineData("2025-07-25", "闰六月", "农历闰六月初一")]
    [InlineData("2025-08-23", "七月", "农历七月初一")]
    [InlineData("2026-02-16", "廿九", "农历腊月廿九")]
    public void A_day_has_the_name_that_villagers_use(string day, string brief, string full)
    {
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal((brief, full), (LunarDay.Short(date), LunarDay.Full(date)));
    }
}
