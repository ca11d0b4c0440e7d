using Microsoft.Extensions.Time.Testing;

namespace CloudBroadcast.DeviceAgent.Link;

public class LinkTablesTests
{
    [Theory]
    [InlineData("620321104200", "620321104200 620321104000 620321000000 620300000000 620000000000")]
    [InlineData("62032110420001", "62032110420001 620321104200 620321104000 620321000000 620300000000 620000000000")]
    [InlineData("620321104000", "620321104000 620321000000 620300000000 620000000000")]
    public void The_areas_above_are_its_code_cut(string code, string expected) =>
        Assert.Equal(expected.Split(' '), AreaPath.UpwardsFrom(code));

    [Theory]
    [InlineData(0, 0.0, 0.5)]
    [InlineData(0, 0.999999, 1)]
    [InlineData(1, 0.999999, 2)]
    [InlineData(3, 0.5, 4.25)]
    [InlineData(4, 0.0, 0.5)]
    [InlineData(4, 0.999999, 15)]
    [InlineData(100000, 0.999999, 15)]
    public void The_wait_is_random_over_a_span_that_doubles(int failures, double random, double seconds) =>
        Assert.Equal(seconds, Backoff.After(failures, random).TotalSeconds, 3);

    [Fact]
    public void An_allowance_is_a_burst_and_then_one_each_interval()
    {
        var time = new FakeTimeProvider();
        var allowance = new Allowance(3, TimeSpan.FromSeconds(10), time);

        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => allowance.TryTake()));
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(allowance.TryTake());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(allowance.TryTake());
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => allowance.TryTake()));
    }
}
