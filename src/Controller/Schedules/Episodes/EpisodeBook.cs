using CloudBroadcast.Controller.Gateways.Configurations;
using CloudBroadcast.Controller.Library.Review;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules.Episodes;

/// <summary>Settles what days have of columns: the first start of a day decides, once. Safe to use from many threads and controllers.</summary>
internal sealed class EpisodeBook(
    IDbContextFactory<TownDbContext> databases, ReviewBook reviews, GatewayLimits limits, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>All columns as things stand, for starts before <paramref name="to"/>.</summary>
    public async Task<EpisodePlan> ReadAsync(DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await EpisodePlan.ReadAsync(database, reviews, limits, [], time.GetUtcNow(), to, cancellationToken);
    }

    /// <summary>What the schedule plays at this start, from now on settled for its day; null where it plays no column, or one that is gone.</summary>
    public async Task<EpisodePick?> SettleAsync(Schedule schedule, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        if (schedule.ColumnId is not { } columnId)
        {
            return null;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var pick = await PickAsync(database, schedule, startsAt, cancellationToken);
            if (pick is null or { IsSettled: true, Programme: not null })
            {
                return pick;
            }

            try
            {
                await WriteAsync(database, columnId, pick, cancellationToken);
                return pick;
            }
            catch (DbUpdateException)
            {
                // Another controller was faster, and what it wrote holds; anything else fails once more.
                await using var again = await databases.CreateDbContextAsync(cancellationToken);
                if (await PickAsync(again, schedule, startsAt, cancellationToken) is { IsSettled: true } theirs)
                {
                    return theirs;
                }

                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Settles the days that have passed while nobody could: the gateways have played by themselves what they carried.</summary>
    public async Task SettlePassedAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow();
            var plan = await EpisodePlan.ReadAsync(database, reviews, limits, [], now, now, cancellationToken);
            foreach (var column in plan.Columns)
            {
                foreach (var pick in plan.CourseOf(column.Id)!.Open.ToList())
                {
                    await WriteAsync(database, column.Id, pick, cancellationToken);
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    // One that is fired late is still due: its day has not passed.
    private async Task<EpisodePick?> PickAsync(TownDbContext database, Schedule schedule, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        var clock = time.GetUtcNow();
        var now = clock < startsAt ? clock : startsAt;
        var plan = await EpisodePlan.ReadAsync(database, reviews, limits, [], now, startsAt.AddTicks(1), cancellationToken);
        return plan.Of(schedule, startsAt);
    }

    private async Task WriteAsync(TownDbContext database, Guid columnId, EpisodePick pick, CancellationToken cancellationToken)
    {
        var day = await database.EpisodeDays.SingleOrDefaultAsync(known => known.ColumnId == columnId && known.Day == pick.Day, cancellationToken);
        if (day is null)
        {
            day = new EpisodeDay { ColumnId = columnId, Day = pick.Day, Round = pick.Round, SettledAt = time.GetUtcNow() };
            database.EpisodeDays.Add(day);
        }

        (day.ProgrammeId, day.Round, day.SettledAt) = (pick.IsApproved ? pick.Programme?.Id : null, pick.Round, time.GetUtcNow());
        await database.SaveChangesAsync(cancellationToken);
    }
}
