using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Schedules.Budgets;

/// <summary>Keeps how many minutes a day each village's loudspeakers may sound. More is planned all the same, and said.</summary>
internal sealed class BudgetBook(IDbContextFactory<TownDbContext> databases, IOptions<ScheduleOptions> options, AuditTrail audit)
{
    /// <summary>Raised after a figure has changed.</summary>
    public event Action? Changed;

    public async Task<DayBudgets> NowAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await NowAsync(database, cancellationToken);
    }

    public async Task<DayBudgets> NowAsync(TownDbContext database, CancellationToken cancellationToken) => new(
        options.Value.MinutesPerDay,
        await database.VillageBudgets.AsNoTracking().ToDictionaryAsync(budget => budget.AreaCode, budget => budget.MinutesPerDay, StringComparer.Ordinal, cancellationToken));

    /// <summary>Writes the villages' own figures; null takes one away. The code that is wrong, or null when all is written.</summary>
    public async Task<string?> WriteAsync(IReadOnlyDictionary<string, int?> wanted, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tree = await AreaTree.LoadAsync(database, cancellationToken);
        if (wanted.FirstOrDefault(one => one.Value is < DayBudgets.Least or > DayBudgets.Most || tree.Find(one.Key) is not { Level: AreaLevel.Village }) is { Key: { } wrong })
        {
            return wrong;
        }

        var known = await database.VillageBudgets.ToDictionaryAsync(budget => budget.AreaCode, StringComparer.Ordinal, cancellationToken);
        var before = wanted.Keys.ToDictionary(code => code, code => known.GetValueOrDefault(code)?.MinutesPerDay);
        var changed = wanted.Where(one => before[one.Key] != one.Value).ToList();
        if (changed.Count == 0)
        {
            return null;
        }

        foreach (var (code, minutes) in changed)
        {
            if (minutes is not { } figure)
            {
                database.VillageBudgets.Remove(known[code]);
            }
            else if (known.TryGetValue(code, out var budget))
            {
                budget.MinutesPerDay = figure;
            }
            else
            {
                database.VillageBudgets.Add(new VillageBudget { AreaCode = code, MinutesPerDay = figure });
            }
        }

        var codes = changed.ConvertAll(one => one.Key);
        await audit.WriteAsync(
            database, "budget.change", string.Join(", ", codes), codes.ToDictionary(code => code, code => before[code]), changed.ToDictionary(), cancellationToken);
        Changed?.Invoke();
        return null;
    }
}
