using CloudBroadcast.Controller.Areas;
using CsCheck;
using static CloudBroadcast.Controller.Schedules.ScheduleSamples;

namespace CloudBroadcast.Controller.Schedules.Days;

public class TownDaysTests
{
    // 国办发明电〔2025〕7号: the State Council's table for 2026.
    private const string Year2026 = """
        日期,类型,名称
        2026-01-01~2026-01-03,节假日,元旦
        2026-01-04,调休上班,元旦
        2026-02-15~2026-02-23,节假日,春节
        2026-02-14,调休上班,春节
        2026-02-28,调休上班,春节
        2026-04-04~2026-04-06,节假日,清明节
        2026-05-01~2026-05-05,节假日,劳动节
        2026-05-09,调休上班,劳动节
        2026-06-19~2026-06-21,节假日,端午节
        2026-09-25~2026-09-27,节假日,中秋节
        2026-10-01~2026-10-07,节假日,国庆节
        2026-09-20,调休上班,国庆节
        2026-10-10,调休上班,国庆节
        """;

    private static readonly AreaTree Tree = new(
        [
            new Area { Code = "620321104000", ParentCode = null, Level = AreaLevel.Town, Name = "东寨镇", Households = 0, People = 0, IsSample = true },
            new Area { Code = "620321104201", ParentCode = "620321104000", Level = AreaLevel.Village, Name = "二坝村", Households = 0, People = 0, IsSample = true },
        ],
        []);

    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Theory]
    [InlineData("2026-01-02", false)]
    [InlineData("2026-01-04", true)]
    [InlineData("2026-02-13", true)]
    [InlineData("2026-02-14", true)]
    [InlineData("2026-02-16", false)]
    [InlineData("2026-02-23", false)]
    [InlineData("2026-02-28", true)]
    [InlineData("2026-04-06", false)]
    [InlineData("2026-05-09", true)]
    [InlineData("2026-06-19", false)]
    [InlineData("2026-06-22", true)]
    [InlineData("2026-09-20", true)]
    [InlineData("2026-10-08", true)]
    [InlineData("2026-10-10", true)]
    [InlineData("2026-10-11", false)]
    [InlineData("2027-01-01", true)]
    public void Working_days_are_those_of_the_table(string day, bool isWorked) => Assert.Equal(isWorked, Of(Year2026).IsWorkday(Day(day)));

    [Fact]
    public void The_year_2026_has_248_working_days()
    {
        var schedule = At("07:00", kind: RecurrenceKind.Workdays, from: "2026-01-01", until: "2026-12-31");

        Assert.Equal(248, Occurrences.Between(schedule, Of(Year2026), Utc("2025-12-01"), Utc("2027-02-01")).Count());
        Assert.Equal(261, Occurrences.Between(schedule, TownDays.None, Utc("2025-12-01"), Utc("2027-02-01")).Count());
    }

    [Fact]
    public void A_daily_schedule_leaves_holidays_out_where_it_says_so_and_sounds_on_a_day_that_is_made_up_for()
    {
        var schedule = At("12:00", from: "2026-09-30", until: "2026-10-10");
        var all = Occurrences.Between(schedule, Of(Year2026), Utc("2026-09-01"), Utc("2026-11-01")).Count();
        schedule.SkipHolidays = true;

        Assert.Equal(11, all);
        Assert.Equal(
            new[] { "2026-09-30T04:00", "2026-10-08T04:00", "2026-10-09T04:00", "2026-10-10T04:00" }.Select(Utc),
            Occurrences.Between(schedule, Of(Year2026), Utc("2026-09-01"), Utc("2026-11-01")));
    }

    [Fact]
    public void Named_dates_sound_whatever_the_calendar_says() => Assert.Single(
        Occurrences.Between(At("12:00", kind: RecurrenceKind.Dates, dates: ["2026-10-01"]), Of(Year2026), Utc("2026-09-01"), Utc("2026-11-01")));

    [Fact]
    public void A_working_day_is_never_a_holiday_and_splitting_a_window_changes_nothing()
    {
        var days = Of(Year2026);
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 40], Gen.Int[0, 40]).Sample((start, first, second) =>
        {
            var schedule = At("07:00", kind: RecurrenceKind.Workdays);
            var (from, middle, to) = (Utc("2025-12-20").AddDays(start), Utc("2025-12-20").AddDays(start + first), Utc("2025-12-20").AddDays(start + first + second));
            var whole = Occurrences.Between(schedule, days, from, to).ToList();
            var split = Occurrences.Between(schedule, days, from, middle).Concat(Occurrences.Between(schedule, days, middle, to));
            return whole.SequenceEqual(split)
                && whole.All(at => !days.IsHoliday(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Shanghai).DateTime)));
        });
    }

    [Theory]
    [InlineData("2026-06-07T00:00", 600, true)]
    [InlineData("2026-06-06T23:50", 600, false)]
    [InlineData("2026-06-06T23:50", 601, true)]
    [InlineData("2026-06-07T08:59:59", 60, true)]
    [InlineData("2026-06-07T09:00", 60, false)]
    [InlineData("2026-06-09T02:00", 60, false)]
    public void Quiet_is_from_its_first_to_its_last_moment_in_the_towns_time(string start, int seconds, bool isHush)
    {
        var days = Of("2026-06-07~2026-06-08,考试,高考,08:00,17:00");

        Assert.Equal(isHush, days.HushOf("620321104201", Utc(start), Utc(start).AddSeconds(seconds), Shanghai) is not null);
    }

    [Fact]
    public void A_village_s_exam_is_quiet_there_alone_and_a_day_without_hours_is_quiet_from_midnight_to_midnight()
    {
        var days = Of("2026-11-28,考试,期中考试,,,二坝村");

        Assert.NotNull(days.HushOf("620321104201", Utc("2026-11-27T16:00"), Utc("2026-11-27T16:01"), Shanghai));
        Assert.NotNull(days.HushOf("620321104201", Utc("2026-11-28T15:59"), Utc("2026-11-28T16:01"), Shanghai));
        Assert.Null(days.HushOf("620321104201", Utc("2026-11-28T16:00"), Utc("2026-11-28T16:01"), Shanghai));
        Assert.Null(days.HushOf("620321104202", Utc("2026-11-28T04:00"), Utc("2026-11-28T04:01"), Shanghai));
    }

    [Theory]
    [InlineData("2026-13-01,节假日,坏", "第 1 行", "不是日期")]
    [InlineData("2026-10-01,放羊,坏", "放羊", "调休上班")]
    [InlineData("2026-10-01,考试,坏,8点,17:00", "8点", "08:00")]
    [InlineData("2026-10-01,考试,坏,08:00,17:00,没有村", "没有村", "没有叫")]
    [InlineData("", "没有读到一天", "日期,类型,名称")]
    [InlineData("BEGIN:VCALENDAR\nEND:VCALENDAR", "没有一天", "改用表格")]
    public void What_can_t_be_read_says_where_and_what_would_be_right(string table, string where, string right)
    {
        var wrong = DayTable.TryRead(table, Tree, out _);

        Assert.Contains(where, wrong, StringComparison.Ordinal);
        Assert.Contains(right, wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_file_gives_holidays_made_up_days_and_quiet_hours()
    {
        const string Text = """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//x//y//ZH
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20261001
            DTEND;VALUE=DATE:20261008
            SUMMARY:国庆节 休
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            DTSTART;VALUE=DATE:20261010
            SUMMARY:国庆节 补班
            END:VEVENT
            BEGIN:VEVENT
            UID:3
            DTSTART:20260607T080000
            DTEND:20260607T170000
            SUMMARY:高考
            END:VEVENT
            END:VCALENDAR
            """;

        Assert.Null(DayTable.TryRead(Text.ReplaceLineEndings("\r\n"), Tree, out var days));

        Assert.Equal(
            [
                (SpecialDayKind.Holiday, Day("2026-10-01"), Day("2026-10-07"), null),
                (SpecialDayKind.Workday, Day("2026-10-10"), Day("2026-10-10"), null),
                (SpecialDayKind.Exam, Day("2026-06-07"), Day("2026-06-07"), new TimeOnly(17, 0)),
            ],
            days.Select(day => (day.Kind, day.First, day.Last ?? day.First, day.Ends)));
    }

    [Fact]
    public void A_spreadsheet_in_the_old_encoding_is_read_too()
    {
        var old = System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes("2026-10-01,节假日,国庆节");

        Assert.Equal("2026-10-01,节假日,国庆节", DayTable.TextOf(old));
    }

    private static TownDays Of(string table)
    {
        Assert.Null(DayTable.TryRead(table, Tree, out var days));
        return new TownDays([.. days.Select(day => new SpecialDay
        {
            Id = Guid.NewGuid(),
            Kind = day.Kind,
            Name = day.Name,
            First = day.First,
            Last = day.Last ?? day.First,
            Begins = day.Begins,
            Ends = day.Ends,
            Areas = [.. day.Areas],
        })]);
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
