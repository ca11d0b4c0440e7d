using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Library.Columns;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Schedules.Carried;
using CloudBroadcast.Controller.Schedules.Days;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules.Episodes;

/// <summary>The courses of all columns as they stood when they were read, up to the last start that is asked for.</summary>
internal sealed class EpisodePlan
{
    /// <summary>Nothing is planned of any column.</summary>
    public static readonly EpisodePlan None = new();

    // A day too short for any episode is quiet for another reason.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, ColumnCourse> _courses = [];
    private readonly Dictionary<Guid, Column> _columns = [];

    public IReadOnlyCollection<Column> Columns => _columns.Values;

    /// <param name="database">Where all of it stands.</param>
    /// <param name="reviews">Who knows what is approved.</param>
    /// <param name="limits">Who knows what stays quiet: a day on which no loudspeaker may sound uses up no episode.</param>
    /// <param name="drafts">Schedules that are not in the book, or stand there otherwise.</param>
    /// <param name="now">This instant.</param>
    /// <param name="to">Starts before it can be asked for.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<EpisodePlan> ReadAsync(
        TownDbContext database, ReviewBook reviews, GatewayLimits limits, IEnumerable<Schedule> drafts, DateTimeOffset now, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var columns = await database.Columns.AsNoTracking().OrderBy(column => column.Title).ToListAsync(cancellationToken);
        if (columns.Count == 0)
        {
            return None;
        }

        var wanted = drafts.ToDictionary(draft => draft.Id);
        var stored = await database.Schedules.AsNoTracking().Where(schedule => schedule.ColumnId != null).ToListAsync(cancellationToken);
        var schedules = stored.Where(schedule => !wanted.ContainsKey(schedule.Id)).Concat(wanted.Values.Where(draft => draft.ColumnId is not null)).ToLookup(schedule => schedule.ColumnId!.Value);
        var settled = (await database.EpisodeDays.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(day => day.ColumnId);
        var ids = columns.SelectMany(column => column.ProgrammeIds).Concat(settled.SelectMany(days => days).Select(day => day.ProgrammeId).OfType<Guid>()).ToHashSet();
        var programmes = (await database.Programmes.AsNoTracking().ToListAsync(cancellationToken)).Where(programme => ids.Contains(programme.Id)).ToList();
        var standings = await reviews.StandingsAsync(database, programmes, cancellationToken);
        var known = programmes.ToDictionary(programme => programme.Id, programme => (programme, standings[programme.Id].IsApproved));
        var town = await Town.ReadAsync(database, limits, cancellationToken);

        var plan = new EpisodePlan();
        foreach (var column in columns)
        {
            plan._columns[column.Id] = column;
            plan._courses[column.Id] = new ColumnCourse(column, known, settled[column.Id], DatesOf(schedules[column.Id], town, now, to), now);
        }

        return plan;
    }

    /// <summary>The day of a start, as the schedule's own zone has it.</summary>
    public static DateOnly DayOf(Schedule schedule, DateTimeOffset start) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone)).DateTime);

    public Column? Find(Guid columnId) => _columns.GetValueOrDefault(columnId);

    /// <summary>Null where the column is gone.</summary>
    public ColumnCourse? CourseOf(Guid columnId) => _courses.GetValueOrDefault(columnId);

    /// <summary>What a schedule plays at a start; null where it plays no column, or one that is gone.</summary>
    public EpisodePick? Of(Schedule schedule, DateTimeOffset start) =>
        schedule.ColumnId is { } column ? _courses.GetValueOrDefault(column)?.On(DayOf(schedule, start)) : null;

    // Before a schedule was written so it had promised nothing, and further back than a gateway carries nobody has played it.
    private static IEnumerable<ColumnDate> DatesOf(IEnumerable<Schedule> schedules, Town town, DateTimeOffset now, DateTimeOffset to) =>
        from schedule in schedules
        let begin = schedule.ChangedAt > now - CarriedDocument.Reach ? schedule.ChangedAt : now - CarriedDocument.Reach
        from start in Occurrences.Between(schedule, town.Days, begin, to)
        where town.MaySound(schedule, start)
        group start by DayOf(schedule, start) into day
        orderby day.Key
        select new ColumnDate(day.Key, day.Max());

    private sealed class Town(AreaTree tree, IReadOnlyDictionary<string, Gateway> gateways, TownDays days, GatewayLimits limits)
    {
        private readonly Dictionary<Guid, IReadOnlyList<Gateway>> _meant = [];

        public TownDays Days => days;

        public static async Task<Town> ReadAsync(TownDbContext database, GatewayLimits limits, CancellationToken cancellationToken) => new(
            await AreaTree.LoadAsync(database, cancellationToken),
            await database.Gateways.AsNoTracking().ToDictionaryAsync(gateway => gateway.Id, StringComparer.Ordinal, cancellationToken),
            await TownDays.LoadAsync(database, cancellationToken),
            limits);

        public bool MaySound(Schedule schedule, DateTimeOffset start) => GatewaysOf(schedule).Any(gateway => limits.RefusalOf(gateway, days, start, Moment) is null);

        private IReadOnlyList<Gateway> GatewaysOf(Schedule schedule)
        {
            if (!_meant.TryGetValue(schedule.Id, out var meant))
            {
                meant = tree.TryResolveTargets(schedule.Areas, out var targets, out _) ? [.. targets.Select(target => gateways[target.Gateway])] : [];
                _meant[schedule.Id] = meant;
            }

            return meant;
        }
    }
}
