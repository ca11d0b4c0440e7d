using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Areas.Setup;
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

    /// <summary>What was asked for is there.</summary>
    public bool Done { get; init; }

    /// <summary>The writes that put back what stood before.</summary>
    public IReadOnlyList<ScheduleStep> Undo { get; init; } = [];
}

/// <summary>Keeps the schedules; safe to use from many threads.</summary>
internal sealed class ScheduleBook(
    IDbContextFactory<TownDbContext> databases,
    ScheduleContent content,
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

    public Task<ScheduleWrite> CreateAsync(ScheduleRequest request, CancellationToken cancellationToken) =>
        ApplyAsync([new ScheduleStep(Guid.CreateVersion7(time.GetUtcNow()), null, request)], null, cancellationToken);

    public Task<ScheduleWrite> ReplaceAsync(Guid id, ScheduleRequest request, CancellationToken cancellationToken) =>
        ApplyAsync([new ScheduleStep(id, request.Version ?? 0, request)], null, cancellationToken);

    /// <summary>Does all of it or nothing: the first write that can't be made says why.</summary>
    /// <param name="steps">At least one.</param>
    /// <param name="by">Who; null is whoever sent the present request.</param>
    /// <param name="cancellationToken">Leaves everything as it was.</param>
    public async Task<ScheduleWrite> ApplyAsync(IReadOnlyList<ScheduleStep> steps, Actor? by, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var undo = new List<ScheduleStep>();
        Schedule? written = null;
        foreach (var step in steps)
        {
            var write = await TakeAsync(database, step, by ?? audit.Present, cancellationToken);
            if (!write.Done)
            {
                return write;
            }

            undo.InsertRange(0, write.Undo);
            written = write.Written ?? written;
        }

        await transaction.CommitAsync(cancellationToken);
        Changed?.Invoke();
        return new ScheduleWrite { Done = true, Written = written, Undo = undo };
    }

    /// <summary>Deletes whatever version there is; whether there was one.</summary>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } known)
        {
            if ((await ApplyAsync([ScheduleStep.Delete(known)], null, cancellationToken)).Done)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<ScheduleWrite> TakeAsync(TownDbContext database, ScheduleStep step, Actor by, CancellationToken cancellationToken)
    {
        var schedule = await database.Schedules.SingleOrDefaultAsync(known => known.Id == step.Id, cancellationToken);
        if (schedule is null && step.Version is not null)
        {
            return new ScheduleWrite { Missing = true };
        }

        if (step.Wanted is { } wanted && await ProblemsOfAsync(wanted, database, cancellationToken) is { Count: > 0 } problems)
        {
            return new ScheduleWrite { Problems = problems };
        }

        if (schedule is not null && schedule.Version != step.Version)
        {
            return new ScheduleWrite { NewerVersion = schedule.Version };
        }

        return (schedule, step.Wanted) switch
        {
            (null, { } made) => await MakeAsync(database, step.Id, made, by, cancellationToken),
            ({ } old, { } other) => await ReplaceAsync(database, old, other, by, cancellationToken),
            ({ } old, null) => await DeleteAsync(database, old, by, cancellationToken),
            _ => new ScheduleWrite { Missing = true },
        };
    }

    private async Task<ScheduleWrite> MakeAsync(TownDbContext database, Guid id, ScheduleRequest wanted, Actor by, CancellationToken cancellationToken)
    {
        var schedule = new Schedule(id, wanted, zone.Id, time.GetUtcNow()) { ChangedBy = by.Who };
        database.Schedules.Add(schedule);
        await audit.WriteAsync(database, by, "schedule.make", schedule.Title, null, ScheduleView.Of(schedule), cancellationToken);
        return new ScheduleWrite { Done = true, Written = schedule, Undo = [ScheduleStep.Delete(schedule)] };
    }

    private async Task<ScheduleWrite> ReplaceAsync(
        TownDbContext database, Schedule schedule, ScheduleRequest wanted, Actor by, CancellationToken cancellationToken)
    {
        var (before, stood) = (ScheduleView.Of(schedule), ScheduleRequest.Of(schedule));
        schedule.Take(wanted, zone.Id, time.GetUtcNow());
        schedule.ChangedBy = by.Who;
        schedule.Version++;
        return await SaveAsync(database, "schedule.change", schedule, before, by, cancellationToken) is { } overtaken
            ? overtaken
            : new ScheduleWrite { Done = true, Written = schedule, Undo = [ScheduleStep.Replace(schedule, stood)] };
    }

    private async Task<ScheduleWrite> DeleteAsync(TownDbContext database, Schedule schedule, Actor by, CancellationToken cancellationToken)
    {
        database.Schedules.Remove(schedule);
        return await SaveAsync(database, "schedule.delete", schedule, ScheduleView.Of(schedule), by, cancellationToken) is { } overtaken
            ? overtaken
            : new ScheduleWrite { Done = true, Undo = [new ScheduleStep(schedule.Id, null, ScheduleRequest.Of(schedule))] };
    }

    // Null when it is written; else somebody else was faster.
    private async Task<ScheduleWrite?> SaveAsync(
        TownDbContext database, string action, Schedule schedule, ScheduleView before, Actor by, CancellationToken cancellationToken)
    {
        try
        {
            var after = database.Entry(schedule).State is EntityState.Deleted ? null : ScheduleView.Of(schedule);
            await audit.WriteAsync(database, by, action, before.Title, before, after, cancellationToken);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return await FindAsync(schedule.Id, cancellationToken) is { } newer
                ? new ScheduleWrite { NewerVersion = newer.Version }
                : new ScheduleWrite { Missing = true };
        }
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

        if (await content.ProblemOfAsync(request, cancellationToken) is { } missing)
        {
            problems.Add(missing);
        }

        return problems.GroupBy(problem => problem.Field)
            .ToDictionary(group => group.Key, group => group.Select(problem => problem.Problem).ToArray());
    }
}
