namespace CloudBroadcast.Controller.Console.Week;

public class WeekFoldingTests
{
    private static readonly (int Minute, int Minutes)[] Usual = [(6 * 60 + 30, 6), (7 * 60, 12), (12 * 60, 9), (18 * 60 + 30, 25)];

    [Fact]
    public void Bands_cover_the_day_from_midnight_to_midnight_without_a_gap()
    {
        var bands = WeekFolding.Of(Usual).Bands;
        Assert.Equal(0, bands[0].From);
        Assert.Equal(24 * 60, bands[^1].To);
        Assert.All(bands.Zip(bands.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.All(bands.Zip(bands.Skip(1)), pair => Assert.Equal(pair.First.FirstRow + pair.First.Rows, pair.Second.FirstRow));
    }

    [Fact]
    public void Hours_in_which_nothing_sounds_are_folded()
    {
        var bands = WeekFolding.Of(Usual).Bands;
        Assert.Equal([(0, 390, true), (390, 450, false), (450, 720, true), (720, 750, false), (750, 1110, true), (1110, 1140, false), (1140, 1440, true)],
            bands.Select(band => (band.From, band.To, band.IsFold)));
    }

    [Theory]
    [InlineData(7 * 60, 8 * 60 + 29, true)]
    [InlineData(7 * 60, 8 * 60 + 30, false)]
    public void Stretches_less_than_an_hour_apart_are_one(int first, int second, bool areOne) =>
        Assert.Equal(areOne ? 1 : 2, WeekFolding.Of([(first, 12), (second, 12)]).Bands.Count(band => !band.IsFold));

    [Theory]
    [InlineData(7 * 60, 12, 8, 3)]
    [InlineData(7 * 60, 1, 8, 3)]
    [InlineData(6 * 60 + 30, 6, 2, 3)]
    [InlineData(18 * 60 + 30, 25, 22, 5)]
    public void An_entry_stands_in_the_row_of_its_time_and_is_at_least_fifteen_minutes_tall(int minute, int minutes, int row, int rows)
    {
        var folding = WeekFolding.Of(Usual);
        Assert.Equal((row, rows), (folding.RowOf(minute), folding.RowsOf(minute, minutes)));
    }

    [Fact]
    public void An_opened_fold_has_rows_of_its_own()
    {
        var folding = WeekFolding.Of(Usual, new HashSet<int> { 450 });
        Assert.Equal(3, folding.Bands.Count(band => band.IsFold));
        Assert.Equal(folding.RowOf(450) + 12, folding.RowOf(510));
    }

    [Fact]
    public void What_begins_just_before_midnight_ends_with_the_day()
    {
        var folding = WeekFolding.Of([(23 * 60 + 55, 30)]);
        Assert.False(folding.Bands[^1].IsFold);
        Assert.Equal(1, folding.RowsOf(23 * 60 + 55, 30));
    }

    [Fact]
    public void A_week_without_anything_is_one_fold() => Assert.Equal("22px", WeekFolding.Of([]).Tracks);
}
