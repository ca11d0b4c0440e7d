namespace CloudBroadcast.Controller.Schedules;

public class FiringRuleTests
{
    private static readonly DateTimeOffset Start = ScheduleSamples.Utc("2026-11-24T00:00");

    [Theory]
    [InlineData(600, 60, -15, true)]
    [InlineData(600, 60, 0, true)]
    [InlineData(600, 60, 59.9, true)]
    [InlineData(600, 60, 60, false)]
    [InlineData(20, 60, 19.9, true)]
    [InlineData(20, 60, 20, false)]
    [InlineData(0, 60, 0, false)]
    [InlineData(600, 0, 0, false)]
    public void It_may_start_late_within_the_grace_and_never_after_its_own_end(
        double lengthSeconds, double graceSeconds, double lateSeconds, bool due) =>
        Assert.Equal(due, FiringRule.IsDue(
            Start, TimeSpan.FromSeconds(lengthSeconds), TimeSpan.FromSeconds(graceSeconds), Start.AddSeconds(lateSeconds)));
}
