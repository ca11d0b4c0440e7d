using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Areas.Setup;
using CloudBroadcast.Controller.Broadcasts;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules;

/// <summary>What became of a wish to write a schedule; exactly one member says it.</summary>
internal sealed record ScheduleWrite
{
    public Schedule? Written { get; init; }

    /// <summary>By field: the value in quotes and what is allowed.</summary>
    public IReadOnlyDictionary<string, string[]>? Problems { get; init; }

    public bool Missing { get; init; }

    /// <summary>The version that stands, when the request was made against an older one.</summary>
    public int? NewerVersion { get; init; }
}

/// <summary>Keeps the schedules; safe to use from many threads.</summary>
internal sealed class ScheduleBook(
    IDbContextFactory<TownDbContext> databases,
    BroadcastContent content,
    TownZone zone,
    AuditTrail audit,
    TimeProvider time)
{
    /// <summary>Raised after a schedule was made, replaced or deleted.</summary>
    public event Action? Changed;

    public async Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Schedules.AsNoTracking().OrderBy(schedule => schedule.StartTime).ThenBy(schedule => schedule.Title)
            .ToListAsync(cancellationToken);
    }

    public async Task<Schedule?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Schedules.AsNoTracking().SingleOrDefaultAsync(schedule => schedule.Id == id, cancellationToken);
    }

    public async Task<ScheduleWrite> CreateAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await ProblemsOfAsync(request, database, cancellationToken) is { Count: > 0 } problems)
        {
            return new ScheduleWrite { Problems = problems };
        }

        var schedule = NewSchedule(request);
        database.Schedules.Add(schedule);
        await audit.WriteAsync(database, "schedule.make", schedule.Title, null, ScheduleView.Of(schedule), cancellationToken);
        Changed?.Invoke();
        return new ScheduleWrite { Written = schedule };
    }

    public async Task<ScheduleWrite> ReplaceAsync(Guid id, ScheduleRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Schedules.SingleOrDefaultAsync(schedule => schedule.Id == id, cancellationToken) is not { } schedule)
        {
            return new ScheduleWrite { Missing = true };
        }

        if (await ProblemsOfAsync(request, database, cancellationToken) is { Count: > 0 } problems)
        {
            return new ScheduleWrite { Problems = problems };
        }

        if (request.Version != schedule.Version)
        {
            return new ScheduleWrite { NewerVersion = schedule.Version };
        }

        var before = ScheduleView.Of(schedule);
        Write(request, schedule);
        schedule.Version++;
        return await SaveAsync(database, before, schedule, cancellationToken);
    }

    /// <summary>Whether there was one to delete.</summary>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.Schedules.SingleOrDefaultAsync(known => known.Id == id, cancellationToken) is not { } schedule)
        {
            return false;
        }

        database.Schedules.Remove(schedule);
        try
        {
            await audit.WriteAsync(database, "schedule.delete", schedule.Title, ScheduleView.Of(schedule), null, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Changed or deleted in between: what is wanted is that it is gone.
            return await DeleteAsync(id, cancellationToken);
        }

        Changed?.Invoke();
        return true;
    }

    private async Task<ScheduleWrite> SaveAsync(TownDbContext database, ScheduleView before, Schedule schedule, CancellationToken cancellationToken)
    {
        try
        {
            await audit.WriteAsync(database, "schedule.change", schedule.Title, before, ScheduleView.Of(schedule), cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return await FindAsync(schedule.Id, cancellationToken) is { } newer
                ? new ScheduleWrite { NewerVersion = newer.Version }
                : new ScheduleWrite { Missing = true };
        }

        Changed?.Invoke();
        return new ScheduleWrite { Written = schedule };
    }

    private async Task<Dictionary<string, string[]>> ProblemsOfAsync(
        ScheduleRequest request, TownDbContext database, CancellationToken cancellationToken)
    {
        var problems = ScheduleRules.ProblemsOf(request).ToList();
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        if (request.Areas.Count > 0 && !tree.TryResolveTargets(request.Areas, out _, out var unknown))
        {
            problems.Add(("areas", unknown));
        }

        if (await content.ProblemOfAsync(request.ProgrammeId, request.PlaylistId, cancellationToken) is { } missing)
        {
            problems.Add(missing);
        }

        return problems.GroupBy(problem => problem.Field)
            .ToDictionary(group => group.Key, group => group.Select(problem => problem.Problem).ToArray());
    }

    private Schedule NewSchedule(ScheduleRequest request)
    {
        var now = time.GetUtcNow();
        var schedule = new Schedule
        {
            Id = Guid.CreateVersion7(now),
            Title = "",
            Areas = [],
            VolumePercent = 0,
            Priority = request.Priority,
            Kind = request.Kind,
            Weekdays = [],
            Dates = [],
            Except = [],
            StartTime = request.StartTime,
            TimeZone = zone.Id,
            Enabled = request.Enabled,
            CreatedAt = now,
            ChangedAt = now,
            Version = 1,
        };
        Write(request, schedule);
        return schedule;
    }

    private void Write(ScheduleRequest request, Schedule schedule)
    {
        schedule.Title = request.Title.Trim();
        schedule.ProgrammeId = request.ProgrammeId;
        schedule.PlaylistId = request.PlaylistId;
        schedule.Areas = [.. request.Areas.Distinct()];
        schedule.VolumePercent = request.VolumePercent;
        schedule.Priority = request.Priority;
        schedule.Kind = request.Kind;
        schedule.Weekdays = [.. request.Weekdays.Distinct()];
        schedule.Dates = [.. request.Dates.Distinct().Order()];
        schedule.From = request.From;
        schedule.Until = request.Until;
        schedule.Except = [.. request.Except.Distinct().Order()];
        schedule.StartTime = request.StartTime;
        schedule.TimeZone = request.TimeZone ?? zone.Id;
        schedule.Enabled = request.Enabled;
        schedule.ChangedAt = time.GetUtcNow();
    }
}
