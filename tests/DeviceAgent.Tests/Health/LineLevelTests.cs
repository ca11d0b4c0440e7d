namespace CloudBroadcast.DeviceAgent.Health;

public sealed class LineLevelTests
{
    private static readonly DateTimeOffset First = new(2026, 11, 27, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", null)]
    [InlineData("-2:3 -1:4", null)] // nothing was read while it sounded
    [InlineData("-2:3 1:300 2:500 3:400", "400 500 100")]
    [InlineData("-2:3 1:3 2:4 3:3", "3 4 0")]
    [InlineData("-2:3 1:3 2:400 3:3 4:394", "200 400 50")]
    [InlineData("-1:40 1:44 2:58", "51 58 0")] // hum of the amplifier is no sound
    [InlineData("-1:40 1:60 2:60", "60 60 100")]
    [InlineData("-20:900 1:60 2:60", "60 60 100")] // what was long before is no noise of now
    [InlineData("0.1:900 1:60 11:900", "60 60 100")] // neither the edge nor what comes after belongs to it
    [InlineData("1:4 2:4", "4 4 0")] // without any reading before, the converter's own step decides
    public void It_is_told_of_the_readings_while_it_sounded(string readings, string? expected)
    {
        var level = LineLevel.Of(readings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Reading), First, First.AddSeconds(10));

        Assert.Equal(expected, level is null ? null : $"{level.MeanMv} {level.HighestMv} {level.HeardPercent}");
    }

    private static LineReading Reading(string text)
    {
        var parts = text.Split(':');
        return new(
            First.AddSeconds(double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)),
            int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
