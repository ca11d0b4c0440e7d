namespace CloudBroadcast.DeviceAgent.Playback;

public sealed class LiveHoldTests
{
    [Theory]
    [InlineData("", 0, 100)]
    [InlineData("-300", -300, 100)]
    [InlineData("-240 -250 -260", -300, 100)]
    [InlineData("-240 -200 -260", -300, 140)]
    [InlineData("-280 300 -280", -300, 640)]
    [InlineData("4000", -300, 2000)]
    [InlineData("700", 650, 100)]
    public void It_is_the_worst_of_few_seconds_and_a_margin_within_its_bounds(string worst, int best, int expected) =>
        Assert.Equal(Ms(expected), LiveHold.Of(worst.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => Ms(int.Parse(each, null))), Ms(best)));

    [Theory]
    [InlineData(1, 19, 640)]
    [InlineData(1, 30, 100)]
    [InlineData(2, 30, 640)]
    public void Of_thirty_seconds_one_bad_one_is_passed_over(int bad, int seconds, int expected) =>
        Assert.Equal(Ms(expected), LiveHold.Of(Enumerable.Range(0, seconds).Select(second => Ms(second < bad ? 600 : 10)), TimeSpan.Zero));

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
