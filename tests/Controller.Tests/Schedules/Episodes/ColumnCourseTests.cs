using System.Globalization;
using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Columns;

namespace CloudBroadcast.Controller.Schedules.Episodes;

/// <summary>Episodes are letters, a small one is not approved; days are counted from 24 November, 0.</summary>
public class ColumnCourseTests
{
    private static readonly DateOnly First = new(2026, 11, 24);

    // 08:00 in the town; the column is planned at 19:00.
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ABC", false, "", 3, "A B C")]
    [InlineData("ABC", false, "", 5, "A B C - -")]
    [InlineData("ABC", true, "", 5, "A B C A B")]
    [InlineData("A", true, "", 3, "A A A")]
    [InlineData("AbC", false, "", 3, "A C b")]
    [InlineData("AbC", true, "", 4, "A C A C")]
    [InlineData("ab", true, "", 2, "a a")]
    [InlineData("", true, "", 2, "- -")]
    [InlineData("ABCD", false, "B", 3, "A C D")]
    [InlineData("CBA", false, "A", 2, "C B")]
    [InlineData("BC", false, "A", 2, "B C")]
    [InlineData("ABC", true, "ABC", 2, "A B")]
    public void Each_day_has_the_first_approved_episode_that_had_none(string order, bool repeats, string had, int days, string expected)
    {
        var settled = had.Select((episode, index) => Settled(index - had.Length, episode));

        Assert.Equal(expected, Days(Course(order, EndOf(repeats), settled, days), days));
    }

    [Fact]
    public void What_was_passed_over_comes_as_soon_as_it_is_approved_and_is_named_until_then()
    {
        var waiting = Course("aBC", ColumnEnd.Stop, [], 3);
        var approved = Course("ABC", ColumnEnd.Stop, [Settled(-1, 'B')], 3);

        Assert.Equal("a", Assert.Single(waiting.On(First).Skipped).Title);
        Assert.Equal("A C -", Days(approved, 3));
    }

    [Fact]
    public void A_day_that_is_settled_keeps_its_episode_whatever_becomes_of_the_order()
    {
        var course = Course("CBA", ColumnEnd.Repeat, [Settled(0, 'B')], 3);

        Assert.Equal("B C A", Days(course, 3));
        Assert.True(course.On(First).IsSettled);
    }

    [Fact]
    public void A_day_that_had_nothing_gets_what_is_approved_before_its_last_start_and_uses_up_nothing_after_it()
    {
        var none = new EpisodeDay { ColumnId = Guid.Empty, Day = First, Round = 1, SettledAt = Now };

        Assert.Equal("A B", Days(Course("ABC", ColumnEnd.Stop, [none], 2), 2));
        Assert.Equal("- A", Days(Course("ABC", ColumnEnd.Stop, [none], 2, Now.AddHours(12)), 2));
    }

    [Fact]
    public void An_episode_that_is_out_of_date_is_left_out()
    {
        var course = Course("ABC", ColumnEnd.Stop, [], 3, validUntil: ('B', First));

        Assert.Equal("A C -", Days(course, 3));
    }

    [Theory]
    [InlineData("ABCDE", false, null)]
    [InlineData("ABCD", false, 4)]
    [InlineData("ABCD", true, 4)]
    [InlineData("ABC", false, 3)]
    public void The_end_is_the_first_day_without_a_new_episode_and_is_said_three_days_before(string order, bool repeats, int? end)
    {
        var course = Course(order, EndOf(repeats), [], 5);

        Assert.Equal(end is { } day ? First.AddDays(day) : null, course.EndAfter(First)?.Day);
        Assert.Equal(end <= 3, course.EndsSoon(First));
    }

    private static ColumnEnd EndOf(bool repeats) => repeats ? ColumnEnd.Repeat : ColumnEnd.Stop;

    private static string Days(ColumnCourse course, int days) =>
        string.Join(' ', Enumerable.Range(0, days).Select(day => course.On(First.AddDays(day)).Programme?.Title ?? "-"));

    private static EpisodeDay Settled(int day, char episode) =>
        new() { ColumnId = Guid.Empty, Day = First.AddDays(day), ProgrammeId = IdOf(episode), Round = 1, SettledAt = Now };

    private static ColumnCourse Course(
        string order, ColumnEnd atEnd, IEnumerable<EpisodeDay> settled, int days, DateTimeOffset? now = null, (char Episode, DateOnly Day)? validUntil = null)
    {
        var column = new Column
        {
            Id = Guid.Empty,
            Title = "每日普法",
            ProgrammeIds = [.. order.Select(IdOf)],
            AtEnd = atEnd,
            Category = Category.Law,
            Source = ColumnSource.Library,
        };
        var programmes = order.ToDictionary(IdOf, episode => (Programme(episode, validUntil?.Episode == episode ? validUntil.Value.Day : null), char.IsUpper(episode)));
        foreach (var day in settled.Where(day => !programmes.ContainsKey(day.ProgrammeId ?? Guid.Empty) && day.ProgrammeId is not null))
        {
            programmes[day.ProgrammeId!.Value] = (Programme('?', null), true);
        }

        return new ColumnCourse(column, programmes, settled, Enumerable.Range(0, days).Select(day => new ColumnDate(First.AddDays(day), Now.AddDays(day).AddHours(11))), now ?? Now);
    }

    // A letter is one episode, approved or not.
    private static Guid IdOf(char episode) => new(char.ToUpperInvariant(episode), 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static Programme Programme(char episode, DateOnly? validUntil) => new()
    {
        Id = IdOf(episode),
        Title = episode.ToString(CultureInfo.InvariantCulture),
        Category = Category.Law,
        ContentHash = new string('0', 64),
        LengthSamples = 48_000,
        Packets = 50,
        PreSkip = 312,
        SourceLufs = -20,
        Lufs = -16,
        ValidUntil = validUntil,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
