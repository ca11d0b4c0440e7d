using CloudBroadcast.Controller.Schedules.Days;
using CsCheck;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules;

public class OccurrencesTests
{
    private static readonly string[] Zones = ["Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Pacific/Chatham"];

    [Fact]
    public void Days_are_local_days_so_that_seven_in_the_morning_is_the_day_before_in_utc() => Expect(
        At("07:00", from: "2026-11-24", until: "2026-11-25"), "2026-11-20", "2026-11-30",
        "2026-11-23T23:00", "2026-11-24T23:00");

    [Fact]
    public void A_start_after_utc_midnight_belongs_to_the_same_local_day() => Expect(
        At("08:30", from: "2026-11-24", until: "2026-11-24"), "2026-11-20", "2026-11-30", "2026-11-24T00:30");

    [Fact]
    public void Weekdays_are_those_of_the_zone() => Expect(
        At("06:30", kind: RecurrenceKind.Weekdays, weekdays: [DayOfWeek.Monday]), "2026-11-15", "2026-12-01",
        "2026-11-15T22:30", "2026-11-22T22:30", "2026-11-29T22:30");

    [Fact]
    public void Named_dates_alone_run() => Expect(
        At("12:00", kind: RecurrenceKind.Dates, dates: ["2026-12-04", "2026-12-01"]), "2026-11-01", "2027-01-01",
        "2026-12-01T04:00", "2026-12-04T04:00");

    [Fact]
    public void First_and_last_day_are_both_in_the_range() => Expect(
        At("12:00", from: "2026-12-30", until: "2027-01-01"), "2026-01-01", "2028-01-01",
        "2026-12-30T04:00", "2026-12-31T04:00", "2027-01-01T04:00");

    [Fact]
    public void Exceptions_do_not_run() => Expect(
        At("12:00", from: "2026-10-01", until: "2026-10-03", except: ["2026-10-02"]), "2026-09-01", "2026-11-01",
        "2026-10-01T04:00", "2026-10-03T04:00");

    [Fact]
    public void The_window_is_half_open() => Expect(
        At("08:00"), "2026-11-24T00:00", "2026-11-26T00:00", "2026-11-24T00:00", "2026-11-25T00:00");

    [Fact]
    public void An_empty_or_reversed_window_holds_nothing()
    {
        Expect(At("08:00"), "2026-11-24T00:00", "2026-11-24T00:00");
        Expect(At("08:00"), "2026-11-25T00:00", "2026-11-24T00:00");
    }

    [Fact]
    public void A_disabled_schedule_never_runs()
    {
        var schedule = At("08:00");
        schedule.Enabled = false;

        Expect(schedule, "2026-11-24", "2026-11-26");
    }

    [Theory]
    [InlineData("2028-02-28", "2028-03-01", new[] { "2028-02-28T04:00", "2028-02-29T04:00", "2028-03-01T04:00" })]
    [InlineData("2027-02-28", "2027-03-01", new[] { "2027-02-28T04:00", "2027-03-01T04:00" })]
    public void A_leap_day_is_a_day(string from, string until, string[] expected) =>
        Expect(At("12:00", from: from, until: until), "2027-01-01", "2029-01-01", expected);

    // Berlin leaps from 02:00 to 03:00 on 2027-03-28 (01:00 UTC) and back from 03:00 to 02:00 on 2026-10-25 (01:00 UTC).
    [Theory]
    [InlineData("01:59:59", "2027-03-28", "2027-03-28T00:59:59")]
    [InlineData("02:00", "2027-03-28", "2027-03-28T01:00")]
    [InlineData("02:30:15", "2027-03-28", "2027-03-28T01:00")]
    [InlineData("03:00", "2027-03-28", "2027-03-28T01:00")]
    [InlineData("03:30", "2027-03-28", "2027-03-28T01:30")]
    [InlineData("01:30", "2026-10-25", "2026-10-24T23:30")]
    [InlineData("02:00", "2026-10-25", "2026-10-25T00:00")]
    [InlineData("02:30", "2026-10-25", "2026-10-25T00:30")]
    [InlineData("03:00", "2026-10-25", "2026-10-25T02:00")]
    public void A_skipped_time_is_the_first_after_the_gap_and_of_a_repeated_one_the_first_counts(string time, string day, string expected) =>
        Expect(At(time, "Europe/Berlin", RecurrenceKind.Dates, dates: [day]), "2026-01-01", "2028-01-01", expected);

    [Fact]
    public void A_gap_at_midnight_moves_the_start_to_the_first_minute_there_is() => Expect(
        At("00:00", "America/Santiago", RecurrenceKind.Dates, dates: ["2026-09-06"]), "2026-01-01", "2027-01-01", "2026-09-06T04:00");

    [Fact]
    public void The_ends_of_the_calendar_are_no_trouble()
    {
        Assert.NotEmpty(Occurrences.Between(At("08:00"), TownDays.None, DateTimeOffset.MinValue, DateTimeOffset.MinValue.AddDays(3)));
        Assert.NotEmpty(Occurrences.Between(At("08:00"), TownDays.None, DateTimeOffset.MaxValue.AddDays(-5), DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Splitting_a_window_changes_nothing() => Gen.Select(
        Gen.Int[0, 24 * 3600 - 1], Gen.Int[0, 3],
        Gen.Int[0, 700 * 24 * 60], Gen.Int[0, 40 * 24 * 60], Gen.Int[0, 40 * 24 * 60])
        .Sample((seconds, zone, start, first, second) =>
        {
            var schedule = At("00:00", Zones[zone], RecurrenceKind.Weekdays, [DayOfWeek.Sunday, DayOfWeek.Wednesday]);
            schedule.StartTime = TimeOnly.MinValue.Add(TimeSpan.FromSeconds(seconds));
            var from = Utc("2026-01-01").AddMinutes(start);
            var middle = from.AddMinutes(first);
            var to = middle.AddMinutes(second);

            var whole = Occurrences.Between(schedule, TownDays.None, from, to);
            var split = Occurrences.Between(schedule, TownDays.None, from, middle).Concat(Occurrences.Between(schedule, TownDays.None, middle, to));

            return whole.SequenceEqual(split) && whole.SequenceEqual(whole.Distinct().Order());
        });

    private static void Expect(Schedule schedule, string from, string to, params string[] starts) =>
        Assert.Equal(starts.Select(Utc), Occurrences.Between(schedule, TownDays.None, Utc(from), Utc(to)));
}
