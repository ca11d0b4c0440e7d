using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>One run from 0 to 600 seconds at gw-a and gw-b, and another one.</summary>
public class RunCutsTests
{
    private static readonly DateTimeOffset Start = ScheduleSamples.Utc("2026-11-24T00:00");
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(600, 60, "gw-a", Priority.LiveTalk, null, 0, 0)]
    [InlineData(300, 60, "gw-c", Priority.LiveTalk, null, 0, 0)]
    [InlineData(300, 60, "gw-a", Priority.LiveTalk, "Interrupted", 300, 360)]
    [InlineData(300, 900, "gw-a", Priority.LiveTalk, "Interrupted", 300, 600)]
    [InlineData(480, 900, "gw-a", Priority.Scheduled, "Overruns", 480, 600)]
    [InlineData(480, 900, "gw-a", Priority.Background, "Overruns", 480, 600)]
    [InlineData(300, 60, "gw-a", Priority.Scheduled, "Overruns", 300, 600)]
    [InlineData(-300, 330, "gw-a gw-b gw-c", Priority.Scheduled, "Delayed", 0, 30)]
    [InlineData(-300, 360, "gw-a gw-b", Priority.Scheduled, "Missed", 0, 600)]
    [InlineData(-300, 330, "gw-a", Priority.Scheduled, "Missed", 0, 600)]
    [InlineData(-300, 330, "gw-a gw-b", Priority.Background, null, 0, 0)]
    public void What_another_run_does_follows_from_priority_order_and_grace(
        int at, int length, string gateways, Priority priority, string? kind, int from, int until)
    {
        var run = Run("本场", 0, 600, "gw-a gw-b", Priority.Scheduled);
        var other = Run("另一场", at, length, gateways, priority);

        var cuts = RunCuts.Of(run, [run, other], Grace);

        var cut = cuts.SingleOrDefault();
        Assert.Equal(kind, cut?.Kind.ToString());
        Assert.Equal((from, until), cut is null ? (0, 0) : ((int)(cut.From - Start).TotalSeconds, (int)(cut.Until - Start).TotalSeconds));
    }

    private static PlannedRun Run(string title, int at, int length, string gateways, Priority priority) => new()
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
