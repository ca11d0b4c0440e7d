using CloudBroadcast.Controller.Schedules.Days;
using CsCheck;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules;

public class SeriesTests
{
    private static readonly DateOnly Thursday = new(2026, 11, 26);
    private static readonly DateTimeOffset From = Utc("2026-11-20");
    private static readonly DateTimeOffset To = Utc("2026-12-10");

    [Fact]
    public void One_of_a_series_is_moved_and_the_others_stay()
    {
        var series = At("07:00", from: "2026-11-24", until: "2026-11-28");
        var wanted = ScheduleRequest.Of(series) with { Kind = RecurrenceKind.Dates, Dates = [new DateOnly(2026, 11, 27)], From = null, Until = null, StartTime = new TimeOnly(12, 0) };

        var steps = Series.Change(series, Thursday, SeriesScope.One, wanted);

        Assert.Equal(
            ["11-24 07:00", "11-25 07:00", "11-27 07:00", "11-27 12:00", "11-28 07:00"],
            StartsAfter(series, steps));
    }

    [Fact]
    public void This_and_the_following_are_split_off_with_the_exceptions_that_are_theirs()
    {
        var series = At("07:00", from: "2026-11-24", until: "2026-11-28", except: ["2026-11-25", "2026-11-27"]);

        var steps = Series.Change(series, Thursday, SeriesScope.Following, ScheduleRequest.Of(series) with { StartTime = new TimeOnly(8, 0) });

        Assert.Equal(["11-24 07:00", "11-26 08:00", "11-28 08:00"], StartsAfter(series, steps));
    }

    [Fact]
    public void From_the_first_day_on_is_all()
    {
        var series = At("07:00", from: "2026-11-26", until: "2026-11-28");

        var step = Assert.Single(Series.Change(series, Thursday, SeriesScope.Following, ScheduleRequest.Of(series) with { StartTime = new TimeOnly(8, 0) }));

        Assert.Equal((series.Id, series.Version), (step.Id, step.Version));
    }

    [Theory]
    [InlineData(SeriesScope.One, "11-24 07:00 11-25 07:00 11-27 07:00")]
    [InlineData(SeriesScope.Following, "11-24 07:00 11-25 07:00")]
    [InlineData(SeriesScope.All, "")]
    public void Deleting_takes_one_the_rest_or_all(object scope, string left)
    {
        Schedule[] both =
        [
            At("07:00", from: "2026-11-24", until: "2026-11-27"),
            At("07:00", kind: RecurrenceKind.Dates, dates: ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"]),
        ];

        Assert.All(both, series => Assert.Equal(left, string.Join(' ', StartsAfter(series, Series.Delete(series, Thursday, (SeriesScope)scope)))));
    }

    [Fact]
    public void Weekdays_and_dates_can_be_shifted_and_each_day_can_t()
    {
        var weekly = ScheduleRequest.Of(At("07:00", kind: RecurrenceKind.Weekdays, weekdays: [DayOfWeek.Saturday, DayOfWeek.Monday]));

        Assert.Equal([DayOfWeek.Sunday, DayOfWeek.Tuesday], Series.Shifted(weekly, 1)!.Weekdays);
        Assert.Equal([DayOfWeek.Friday, DayOfWeek.Sunday], Series.Shifted(weekly, -1)!.Weekdays);
        Assert.Null(Series.Shifted(ScheduleRequest.Of(At("07:00")), 1));
        Assert.NotNull(Series.Shifted(ScheduleRequest.Of(At("07:00")), 0));
    }

    [Fact]
    public void Whatever_is_changed_the_days_before_stay_as_they_were() => Gen.Select(Gen.Int[0, 30], Gen.Int[0, 2], Gen.Int[0, 2]).Sample((day, kind, scope) =>
    {
        var picked = new DateOnly(2026, 11, 20).AddDays(day);
        var series = kind switch
        {
            0 => At("07:00", from: "2026-11-20", until: "2026-12-20"),
            1 => At("07:00", kind: RecurrenceKind.Workdays, from: "2026-11-20"),
            _ => At("07:00", kind: RecurrenceKind.Weekdays, weekdays: [DayOfWeek.Monday, DayOfWeek.Friday]),
        };
        if (scope == (int)SeriesScope.All)
        {
            return true;
        }

        var before = Occurrences.Between(series, TownDays.None, Utc("2026-11-20"), Occurrences.InstantOf(picked.ToDateTime(TimeOnly.MinValue), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"))).ToList();
        var after = Schedules(series, Series.Delete(series, picked, (SeriesScope)scope))
            .SelectMany(schedule => Occurrences.Between(schedule, TownDays.None, Utc("2026-11-20"), Utc("2026-12-31"))).ToList();
        return before.All(after.Contains) && (scope != (int)SeriesScope.Following || before.Count == after.Count);
    });

    private static List<string> StartsAfter(Schedule series, IReadOnlyList<ScheduleStep> steps) =>
    [
        .. Schedules(series, steps).SelectMany(schedule => Occurrences.Between(schedule, TownDays.None, From, To)).Order()
            .Select(start => start.AddHours(8).ToString("MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static IEnumerable<Schedule> Schedules(Schedule series, IReadOnlyList<ScheduleStep> steps)
    {
        Assert.All(steps.Where(step => step.Version is not null), step => Assert.Equal((series.Id, series.Version), (step.Id, step.Version)));
        return steps.Select(step => step.Wanted).OfType<ScheduleRequest>()
            .Select(wanted => new Schedule(Guid.NewGuid(), wanted, series.TimeZone, DateTimeOffset.UnixEpoch));
    }
}
