using System.Globalization;
using CloudBroadcast.Controller.Areas.Setup;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.Controller.Console;

public class TownTimeTests
{
    private static readonly TownTime Time = new(new FakeTimeProvider(TownClock.TuesdayMorning), new TownZone(Options.Create(new AreaOptions())));

    [Fact]
    public void The_day_is_the_towns_and_not_the_servers() => Assert.Equal(new DateOnly(2026, 11, 24), Time.Today);

    [Fact]
    public void A_day_begins_at_the_towns_midnight() =>
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero), Time.StartOf(new DateOnly(2026, 11, 24)));

    [Theory]
    [InlineData("2026-11-23T23:00:00Z", "07:00")]
    [InlineData("2026-11-24T23:00:00Z", "明天 07:00")]
    [InlineData("2026-11-22T23:00:00Z", "昨天 07:00")]
    [InlineData("2026-11-27T23:00:00Z", "11月28日 07:00")]
    public void A_time_says_its_day_unless_it_is_today(string instant, string words) =>
        Assert.Equal(words, Time.When(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, "00:00")]
    [InlineData(-5, "00:00")]
    [InlineData(288, "04:48")]
    [InlineData(3600, "1 小时 0 分")]
    [InlineData(15720, "4 小时 22 分")]
    public void What_is_left_is_minutes_and_seconds_below_an_hour(int seconds, string words) =>
        Assert.Equal(words, TownTime.Left(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(40, "40 秒")]
    [InlineData(480, "8 分钟")]
    [InlineData(8040, "2 小时 14 分")]
    [InlineData(277200, "3 天 5 小时")]
    public void How_long_is_said_in_two_units_at_most(int seconds, string words) =>
        Assert.Equal(words, TownTime.Span(TimeSpan.FromSeconds(seconds)));
}
