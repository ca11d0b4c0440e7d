using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules;

public class OutlookTests
{
    private static readonly DateTimeOffset Start = ScheduleSamples.Utc("2026-11-24T00:00");

    [Theory]
    [InlineData(0, 600, "gw-a", 600, 600, "gw-a", false)]
    [InlineData(0, 600, "gw-a", 599, 600, "gw-a", true)]
    [InlineData(0, 600, "gw-a", 0, 600, "gw-b", false)]
    [InlineData(0, 600, "gw-a gw-b", 300, 60, "gw-b gw-c", true)]
    public void Runs_collide_where_they_share_a_gateway_and_a_moment(
        int firstAt, int firstLength, string firstGateways, int secondAt, int secondLength, string secondGateways, bool collide)
    {
        var runs = Outlook.WithConflicts([Run("早间", firstAt, firstLength, firstGateways), Run("普法", secondAt, secondLength, secondGateways)]).ToList();

        Assert.All(runs, run => Assert.Equal(collide, run.Conflicts.Count == 1));
    }

    [Fact]
    public void Of_two_equals_the_earlier_is_heard_and_the_sentence_says_so()
    {
        var runs = Outlook.WithConflicts([Run("早间", 0, 600, "gw-a gw-b"), Run("普法", 540, 600, "gw-b gw-c")]).ToList();

        Assert.True(runs[0].Conflicts[0].Wins);
        Assert.False(runs[1].Conflicts[0].Wins);
        Assert.Equal("「普法」与「早间」在 1 个终端上重叠 60 秒，本场次让位", runs[1].Conflicts[0].Message);
        Assert.Equal(["gw-b"], runs[1].Conflicts[0].Gateways);
    }

    [Fact]
    public void The_higher_is_heard_though_it_starts_later()
    {
        var runs = Outlook.WithConflicts([Run("音乐", 0, 600, "gw-a", Priority.Background), Run("普法", 300, 60, "gw-a")]).ToList();

        Assert.False(runs[0].Conflicts[0].Wins);
        Assert.True(runs[1].Conflicts[0].Wins);
    }

    private static PlannedRun Run(string title, int at, int length, string gateways, Priority priority = Priority.Scheduled) => new()
    {
        ScheduleId = Guid.NewGuid(),
        Title = title,
        StartsAt = Start.AddSeconds(at),
        EndsAt = Start.AddSeconds(at + length),
        Areas = [],
        Priority = priority,
        VolumePercent = 80,
        Gateways = gateways.Split(' ').ToHashSet(),
    };
}
