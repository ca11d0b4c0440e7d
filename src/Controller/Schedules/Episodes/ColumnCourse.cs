using CloudBroadcast.Controller.Library;
using CloudBroadcast.Controller.Library.Columns;

namespace CloudBroadcast.Controller.Schedules.Episodes;

/// <summary>A day on which a column is planned, and the last start of it.</summary>
internal sealed record ColumnDate(DateOnly Day, DateTimeOffset LastStart);

/// <summary>
/// One column's course through its days. Each day on which it is planned has the first episode, in the column's order, that had
/// no day yet, is approved and not out of date; one that is not approved is left out until it is. It follows from the record,
/// the order, the approvals and the plan alone, so that whoever asks gets the same answer. Pure.
/// </summary>
internal sealed class ColumnCourse
{
    private readonly Column _column;
    private readonly List<(Programme Programme, bool IsApproved)> _episodes;
    private readonly Dictionary<DateOnly, EpisodePick> _picks = [];
    private readonly HashSet<Guid> _had = [];
    private int _round = 1;

    /// <param name="column">The column.</param>
    /// <param name="programmes">Those of its episodes and of its record that are there, each with whether it is approved.</param>
    /// <param name="settled">Its record.</param>
    /// <param name="dates">The days on which it is planned, ascending; those behind the record among them.</param>
    /// <param name="now">Days whose last start has passed get nothing any more.</param>
    public ColumnCourse(
        Column column, IReadOnlyDictionary<Guid, (Programme Programme, bool IsApproved)> programmes, IEnumerable<EpisodeDay> settled, IEnumerable<ColumnDate> dates, DateTimeOffset now)
    {
        (_column, _episodes) = (column, [.. column.ProgrammeIds.Where(programmes.ContainsKey).Select(id => programmes[id])]);
        var record = settled.ToDictionary(day => day.Day);
        var planned = dates.ToDictionary(date => date.Day, date => date.LastStart);
        foreach (var day in record.Keys.Union(planned.Keys).Order())
        {
            _picks[day] = record.GetValueOrDefault(day) switch
            {
                { ProgrammeId: { } id } known => Settled(known, programmes.TryGetValue(id, out var one) ? one : null),
                { } none when !planned.TryGetValue(day, out var last) || last < now => new EpisodePick { Day = day, Round = none.Round, IsSettled = true },
                _ => Next(day),
            };
        }
    }

    /// <summary>What that day has; a day on which it is not planned, or may not sound, shows what comes next and uses nothing up.</summary>
    public EpisodePick On(DateOnly day) => _picks.TryGetValue(day, out var pick) ? pick
        : _picks.Values.Where(later => later.Day > day && !later.IsSettled).MinBy(later => later.Day) is { } next ? next with { Day = day }
        : Peek(day);

    /// <summary>How long before its end a column says so.</summary>
    public const int WarnedDays = 3;

    /// <summary>What its days have, ascending: those of the record and of the plan.</summary>
    public IEnumerable<EpisodePick> Picks => _picks.Values.OrderBy(pick => pick.Day);

    /// <summary>Whether the end comes within the days in which it is said.</summary>
    public bool EndsSoon(DateOnly today) => EndAfter(today) is { } end && end.Day <= today.AddDays(WarnedDays);

    /// <summary>Days of the plan that are not in the record, ascending.</summary>
    public IEnumerable<EpisodePick> Open => _picks.Values.Where(pick => !pick.IsSettled).OrderBy(pick => pick.Day);

    /// <summary>The first day from <paramref name="day"/> on that has no new episode: it is the first one again, or none.</summary>
    public EpisodePick? EndAfter(DateOnly day) =>
        _picks.Values.Where(pick => pick.Day >= day && !pick.IsSettled && (pick.IsOver || pick.BeginsAnew)).MinBy(pick => pick.Day);

    private EpisodePick Settled(EpisodeDay day, (Programme Programme, bool IsApproved)? episode)
    {
        if (day.Round > _round)
        {
            _had.Clear();
            _round = day.Round;
        }

        _had.Add(day.ProgrammeId!.Value);
        return new EpisodePick { Day = day.Day, Programme = episode?.Programme, IsApproved = episode?.IsApproved ?? false, Round = day.Round, IsSettled = true };
    }

    private EpisodePick Next(DateOnly day)
    {
        var pick = Peek(day);
        if (pick is { Programme: { } programme, IsApproved: true })
        {
            if (pick.BeginsAnew)
            {
                _had.Clear();
                _round = pick.Round;
            }

            _had.Add(programme.Id);
        }

        return pick;
    }

    private EpisodePick Peek(DateOnly day)
    {
        var fit = _episodes.Where(episode => !episode.Programme.IsExpired(day)).ToList();
        var left = fit.Where(episode => !_had.Contains(episode.Programme.Id)).ToList();
        var beginsAnew = _column.AtEnd is ColumnEnd.Repeat && _had.Count > 0 && !left.Exists(episode => episode.IsApproved) && fit.Exists(episode => episode.IsApproved);
        var choice = beginsAnew ? fit : left;
        var first = choice.FindIndex(episode => episode.IsApproved);
        return new EpisodePick
        {
            Day = day,
            Programme = first >= 0 ? choice[first].Programme : choice.Count > 0 ? choice[0].Programme : null,
            IsApproved = first >= 0,
            Round = beginsAnew ? _round + 1 : _round,
            BeginsAnew = beginsAnew,
            Skipped = first > 0 ? [.. choice.Take(first).Select(episode => episode.Programme)] : [],
        };
    }
}
