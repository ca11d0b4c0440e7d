using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>Keeps what became of occurrences. The first row for a schedule and a start is the claim; a second one can't be.</summary>
internal sealed class OccurrenceBook(IDbContextFactory<TownDbContext> databases) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Takes an occurrence; false when it is taken already.</summary>
    public Task<bool> ClaimAsync(Guid scheduleId, DateTimeOffset startsAt, CancellationToken cancellationToken) =>
        InsertAsync(new Occurrence { ScheduleId = scheduleId, StartsAt = startsAt, State = OccurrenceState.Claimed }, cancellationToken);

    /// <summary>Writes down that an occurrence that nobody claimed was missed; false when it is taken after all.</summary>
    public Task<bool> MissAsync(Guid scheduleId, DateTimeOffset startsAt, string reason, CancellationToken cancellationToken) => InsertAsync(
        new Occurrence { ScheduleId = scheduleId, StartsAt = startsAt, State = OccurrenceState.Missed, Reason = reason }, cancellationToken);

    /// <summary>Says what became of a claimed occurrence.</summary>
    public async Task DecideAsync(
        Guid scheduleId, DateTimeOffset startsAt, Guid? broadcastId, string? missedBecause, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var occurrence = await database.Occurrences.SingleAsync(
            known => known.ScheduleId == scheduleId && known.StartsAt == startsAt, cancellationToken);
        if (broadcastId is null && occurrence.State is OccurrenceState.Started)
        {
            // A gateway has played it by itself.
            return;
        }

        occurrence.State = broadcastId is null ? OccurrenceState.Missed : OccurrenceState.Started;
        (occurrence.BroadcastId, occurrence.Reason) = (broadcastId, missedBecause);
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A gateway has played it: whatever the controller has written down before, it was started. Twice is once.</summary>
    public async Task ConfirmAsync(Guid scheduleId, DateTimeOffset startsAt, Guid broadcastId, CancellationToken cancellationToken)
    {
        var started = new Occurrence { ScheduleId = scheduleId, StartsAt = startsAt, State = OccurrenceState.Started, BroadcastId = broadcastId };
        if (!await InsertAsync(started, cancellationToken))
        {
            await DecideAsync(scheduleId, startsAt, broadcastId, null, cancellationToken);
        }
    }

    /// <summary>Those that were claimed and not decided.</summary>
    public async Task<IReadOnlyList<Occurrence>> ClaimedAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Occurrences.AsNoTracking().Where(known => known.State == OccurrenceState.Claimed).ToListAsync(cancellationToken);
    }

    /// <summary>Those with a row, of starts in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public async Task<IReadOnlySet<(Guid ScheduleId, DateTimeOffset StartsAt)>> TakenAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var taken = await database.Occurrences.AsNoTracking().Where(known => known.StartsAt >= from && known.StartsAt < to)
            .Select(known => new { known.ScheduleId, known.StartsAt }).ToListAsync(cancellationToken);
        return taken.Select(known => (known.ScheduleId, known.StartsAt)).ToHashSet();
    }

    public void Dispose() => _one.Dispose();

    // Within this process the look before the insert settles it; between two controllers the key does.
    private async Task<bool> InsertAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return !await IsTakenAsync(occurrence, cancellationToken) && await TryInsertAsync(occurrence, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<bool> TryInsertAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.Occurrences.Add(occurrence);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            // The providers name a doubled key differently; a row that is there says it for both.
            if (await IsTakenAsync(occurrence, cancellationToken))
            {
                return false;
            }

            throw;
        }
    }

    private async Task<bool> IsTakenAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Occurrences.AnyAsync(
            known => known.ScheduleId == occurrence.ScheduleId && known.StartsAt == occurrence.StartsAt, cancellationToken);
    }
}
