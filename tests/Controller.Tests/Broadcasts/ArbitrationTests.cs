using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Broadcasts;

public class ArbitrationTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);

    [Theory]
    [InlineData(Priority.LiveTalk, Priority.Scheduled, 0, 1, 0)]
    [InlineData(Priority.Scheduled, Priority.Scheduled, 0, 0, 1)]
    [InlineData(Priority.Scheduled, Priority.RedAlert, 0, 0, 1)]
    [InlineData(Priority.BlueAlert, Priority.LiveTalk, 59, 1, 0)]
    [InlineData(Priority.Scheduled, Priority.Scheduled, 60, 0, 0)]
    [InlineData(Priority.Scheduled, Priority.Scheduled, -30, 0, 0)]
    [InlineData(Priority.Scheduled, Priority.Scheduled, -29, 0, 1)]
    public void The_higher_interrupts_and_its_equal_or_better_keeps_it_out(
        Priority newcomer, Priority holder, int startsAfterSeconds, int interrupted, int blocking)
    {
        var held = new AirTime(Guid.NewGuid(), "音乐", "gw-a", holder, Start, Start.AddSeconds(60));
        var from = Start.AddSeconds(startsAfterSeconds);

        var contest = Arbitration.Judge(newcomer, from, from.AddSeconds(30), new HashSet<string> { "gw-a" }, [held]);

        Assert.Equal((interrupted, blocking), (contest.Interrupted.Count, contest.Blocking.Count));
    }

    [Fact]
    public void Another_gateways_programme_is_no_rival()
    {
        var held = new AirTime(Guid.NewGuid(), "音乐", "gw-b", Priority.RedAlert, Start, Start.AddSeconds(60));

        var contest = Arbitration.Judge(Priority.Background, Start, Start.AddSeconds(30), new HashSet<string> { "gw-a" }, [held]);

        Assert.Empty(contest.Blocking);
    }
}
