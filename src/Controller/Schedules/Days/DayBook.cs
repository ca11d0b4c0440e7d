using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Schedules.Days;

/// <summary>Keeps the town's calendar; safe to use from many threads.</summary>
internal sealed class DayBook(IDbContextFactory<TownDbContext> databases, AuditTrail audit)
{
    /// <summary>Raised after a day was added or taken away.</summary>
    public event Action? Changed;

    /// <summary>The calendar as it stands.</summary>
    public async Task<TownDays> NowAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await TownDays.LoadAsync(database, cancellationToken);
    }

    /// <summary>Adds a day; the problems when it can't be one.</summary>
    public async Task<(SpecialDay? Added, IReadOnlyList<(string Field, string Problem)> Problems)> AddAsync(DayRequest request, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        if (DayRules.ProblemsOf(request, tree).ToList() is { Count: > 0 } problems)
        {
            return (null, problems);
        }

        var day = DayOf(request);
        database.SpecialDays.Add(day);
        await audit.WriteAsync(database, "day.add", day.Name, null, day, cancellationToken);
        Changed?.Invoke();
        return (day, []);
    }

    /// <summary>Whether there was one to take away.</summary>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await database.SpecialDays.SingleOrDefaultAsync(known => known.Id == id, cancellationToken) is not { } day)
        {
            return false;
        }

        database.SpecialDays.Remove(day);
        await audit.WriteAsync(database, "day.remove", day.Name, day, null, cancellationToken);
        Changed?.Invoke();
        return true;
    }

    /// <summary>
    /// Takes a year's table: its holidays and made-up working days take the place of those of the same years; exams and quiet
    /// hours are added where they are not there already. All or nothing; the problems name the entry by its number from 1.
    /// </summary>
    public async Task<(int Taken, IReadOnlyList<(string Field, string Problem)> Problems)> ImportAsync(
        IReadOnlyList<DayRequest> table, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        var problems = table.SelectMany((request, index) => DayRules.ProblemsOf(request, tree).Select(problem => ($"{index + 1}", problem.Problem))).ToList();
        if (problems.Count > 0 || table.Count == 0)
        {
            return (0, problems);
        }

        var known = await database.SpecialDays.ToListAsync(cancellationToken);
        var years = table.Where(request => !IsHush(request.Kind)).Select(request => request.First.Year).ToHashSet();
        database.SpecialDays.RemoveRange(known.Where(day => !day.IsHush && years.Contains(day.First.Year)));
        var fresh = table.Where(request => !IsHush(request.Kind) || !known.Any(day => IsSame(day, request))).Select(DayOf).ToList();
        database.SpecialDays.AddRange(fresh);
        await audit.WriteAsync(database, "day.import", string.Join(' ', years.Order()), null, fresh, cancellationToken);
        Changed?.Invoke();
        return (table.Count, []);
    }

    private static bool IsHush(SpecialDayKind kind) => kind is SpecialDayKind.Exam or SpecialDayKind.Quiet;

    private static bool IsSame(SpecialDay day, DayRequest request) =>
        (day.Kind, day.First, day.Last, day.Begins, day.Ends) == (request.Kind, request.First, request.Last ?? request.First, request.Begins, request.Ends)
        && day.Areas.Order(StringComparer.Ordinal).SequenceEqual(request.Areas.Order(StringComparer.Ordinal));

    private static SpecialDay DayOf(DayRequest request) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = request.Kind,
        Name = request.Name.Trim(),
        First = request.First,
        Last = request.Last ?? request.First,
        Begins = request.Begins,
        Ends = request.Ends,
        Areas = [.. request.Areas.Distinct()],
    };
}
