namespace CloudBroadcast.Controller.Console.Week;

/// <summary>A stretch of hours in which something sounds, or a fold between two of them. Minutes of the local day, [From, To).</summary>
public sealed record Band(int From, int To, bool IsFold, int FirstRow)
{
    /// <summary>Grid rows it takes: one for a fold, one for each five minutes else.</summary>
    public int Rows => IsFold ? 1 : (To - From) / WeekFolding.MinutesPerRow;
}

/// <summary>
/// The hours of a week in which nothing sounds, folded away, so that ten minutes stay readable without scrolling. Rows count
/// from 1, as a CSS grid counts.
/// </summary>
public sealed class WeekFolding
{
    public const int MinutesPerRow = 5;

    /// <summary>An entry is at least this tall; its spine shows the true length.</summary>
    public const int LeastRows = 3;

    private const int Day = 24 * 60;

    /// <summary>Bands open and close on the half hour.</summary>
    private const int Step = 30;

    /// <summary>Two stretches nearer than this are one.</summary>
    private const int Join = 60;

    private WeekFolding(IReadOnlyList<Band> bands) => Bands = bands;

    /// <summary>From midnight to midnight, none missing.</summary>
    public IReadOnlyList<Band> Bands { get; }

    /// <summary>The tracks of the grid.</summary>
    public string Tracks => string.Join(' ', Bands.Select(band => band.IsFold ? "22px" : $"repeat({band.Rows}, 8px)"));

    /// <summary>Makes the bands from what sounds in the week; <paramref name="opened"/> are the first minutes of folds that somebody opened.</summary>
    public static WeekFolding Of(IEnumerable<(int Minute, int Minutes)> entries, IReadOnlySet<int>? opened = null)
    {
        var bands = new List<Band>();
        foreach (var (from, to) in Joined(entries))
        {
            Add(bands, from, opened);
            bands.Add(new Band(from, to, false, NextRow(bands)));
        }

        Add(bands, Day, opened);
        return new WeekFolding(bands);
    }

    /// <summary>The row in which a minute of the day stands; within a fold, the fold's row.</summary>
    public int RowOf(int minute)
    {
        var band = Bands.First(each => minute < each.To || each.To == Day);
        return band.IsFold ? band.FirstRow : band.FirstRow + (minute - band.From) / MinutesPerRow;
    }

    /// <summary>How many rows an entry takes: its length, at least <see cref="LeastRows"/>, and not beyond its band.</summary>
    public int RowsOf(int minute, int minutes)
    {
        var band = Bands.First(each => minute < each.To || each.To == Day);
        var wanted = Math.Max(LeastRows, (minutes + MinutesPerRow - 1) / MinutesPerRow);
        return band.IsFold ? 1 : Math.Min(wanted, band.FirstRow + band.Rows - RowOf(minute));
    }

    // An entry opens the half hour it begins in up to the half hour it ends in.
    private static IEnumerable<(int From, int To)> Joined(IEnumerable<(int Minute, int Minutes)> entries)
    {
        (int From, int To)? open = null;
        foreach (var (minute, minutes) in entries.Order())
        {
            var from = minute / Step * Step;
            var to = Math.Min(Day, (minute + Math.Max(minutes, LeastRows * MinutesPerRow) + Step - 1) / Step * Step);
            if (open is { } last && from - last.To < Join)
            {
                open = (last.From, Math.Max(last.To, to));
                continue;
            }

            if (open is { } done)
            {
                yield return done;
            }

            open = (from, to);
        }

        if (open is { } rest)
        {
            yield return rest;
        }
    }

    private static void Add(List<Band> bands, int until, IReadOnlySet<int>? opened)
    {
        var from = bands.Count == 0 ? 0 : bands[^1].To;
        if (until > from)
        {
            bands.Add(new Band(from, until, opened?.Contains(from) != true, NextRow(bands)));
        }
    }

    private static int NextRow(List<Band> bands) => bands.Count == 0 ? 1 : bands[^1].FirstRow + bands[^1].Rows;
}
