namespace CloudBroadcast.Controller.Schedules;

public class PlanCheckTests
{
    private static readonly DateTimeOffset Start = ScheduleSamples.Utc("2026-11-24T10:30");
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_later_equal_loses_and_is_offered_the_minute_in_which_the_other_has_ended()
    {
        var found = Judge([Run("冬季防火", 15, 10)], [Run("晚间综合", 0, 25), Run("村务", 30, 5)]);

        Assert.Null(found.Wins);
        Assert.Equal(("晚间综合", 1), (found.Loses!.Other.Title, found.Loses.Villages));

        // 18:55 would run into 19:00: the first free minute is 19:05.
        Assert.Equal(Start.AddMinutes(35), found.Loses.Free);
    }

    [Fact]
    public void An_earlier_equal_wins() => Assert.Equal("晚间综合", Judge([Run("冬季防火", -5, 10)], [Run("晚间综合", 0, 25)]).Wins!.Other.Title);

    [Fact]
    public void Other_villages_and_other_times_are_in_nobodys_way()
    {
        var found = Judge([Run("冬季防火", 0, 10)], [Run("晚间综合", 0, 25, "gw-b"), Run("村务", 10, 5)]);

        Assert.Equal((null, null, null, null), (found.Loses, found.Wins, found.Over, found.Held));
        Assert.Equal([Start], found.Next);
    }

    [Fact]
    public void Minutes_beyond_the_budget_are_told_for_the_day_and_the_village_that_has_most()
    {
        var found = Judge([Run("一", 0, 30, "gw-a gw-b"), Run("一", 24 * 60, 30, "gw-a gw-b")], [Run("二", 60, 20, "gw-a"), Run("三", 90, 25, "gw-b"), Run("四", 23 * 60, 40, "gw-b"), Run("五", 120, 90, "gw-c")]);

        Assert.Equal((new DateOnly(2026, 11, 25), "gw-b", TimeSpan.FromMinutes(70), 1), (found.Over!.Day, found.Over.GatewayId, found.Over.Sounds, found.Over.Days));
    }

    private static PlanFindings Judge(IReadOnlyList<PlannedRun> runs, IReadOnlyList<PlannedRun> around) => PlanCheck.Judge(runs, around, _ => Hour, Shanghai);

    private static PlannedRun Run(string title, int at, int minutes, string gateways = "gw-a") => new()
    {
        ScheduleId = Guid.NewGuid(),
        Title = title,
        StartsAt = Start.AddMinutes(at),
        EndsAt = Start.AddMinutes(at + minutes),
        Areas = [],
        Priority = Protocol.Priority.Scheduled,
        VolumePercent = 80,
        Gateways = gateways.Split(' ').ToHashSet(),
    };
}
