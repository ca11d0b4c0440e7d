using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules.Days;

/// <summary>The town's calendar as it stood when it was read: which days are worked, and when loudspeakers keep quiet. Pure.</summary>
internal sealed class TownDays(IReadOnlyList<SpecialDay> all)
{
    /// <summary>No day is special: Monday to Friday are worked.</summary>
    public static readonly TownDays None = new([]);

    public static async Task<TownDays> LoadAsync(TownDbContext database, CancellationToken cancellationToken) =>
        new(await database.SpecialDays.AsNoTracking().OrderBy(day => day.First).ThenBy(day => day.Begins).ThenBy(day => day.Name).ToListAsync(cancellationToken));

    /// <summary>By their first day.</summary>
    public IReadOnlyList<SpecialDay> All => all;

    /// <summary>What is special about that day.</summary>
    public IEnumerable<SpecialDay> On(DateOnly day) => all.Where(special => special.Holds(day));

    /// <summary>A day that is made up for is no holiday, whatever else stands in the table.</summary>
    public bool IsHoliday(DateOnly day) => Is(SpecialDayKind.Holiday, day) && !Is(SpecialDayKind.Workday, day);

    /// <summary>Monday to Friday but for holidays, and the days that are made up for.</summary>
    public bool IsWorkday(DateOnly day) => Is(SpecialDayKind.Workday, day)
        || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Is(SpecialDayKind.Holiday, day));

    /// <summary>The quiet that sound in [<paramref name="start"/>, <paramref name="end"/>) would break in a village; null when there is none.</summary>
    public SpecialDay? HushOf(string village, DateTimeOffset start, DateTimeOffset end, TimeZoneInfo zone) =>
        all.FirstOrDefault(special => special.IsHush && Touches(special, start, end, zone)
            && (special.Areas.Count == 0 || special.Areas.Any(area => AreaCode.Covers(area, village))));

    private bool Is(SpecialDayKind kind, DateOnly day) => all.Any(special => special.Kind == kind && special.Holds(day));

    private static bool Touches(SpecialDay special, DateTimeOffset start, DateTimeOffset end, TimeZoneInfo zone)
    {
        for (var day = DayOf(start, zone); day <= DayOf(end, zone); day = day.AddDays(1))
        {
            if (special.Holds(day) && start < Until(special, day, zone) && end > Occurrences.InstantOf(day.ToDateTime(special.Begins ?? TimeOnly.MinValue), zone))
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset Until(SpecialDay special, DateOnly day, TimeZoneInfo zone) =>
        Occurrences.InstantOf(special.Ends is { } ends ? day.ToDateTime(ends) : day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone);

    private static DateOnly DayOf(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
