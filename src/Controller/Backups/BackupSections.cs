using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Backups;

/// <summary>One table of a sealed backup.</summary>
/// <param name="Name">Its member in the file.</param>
/// <param name="ReadAsync">All its rows.</param>
/// <param name="WriteAsync">Puts the rows in the place of those that are there; the caller saves.</param>
internal sealed record BackupSection(string Name, Func<TownDbContext, Task<JsonNode>> ReadAsync, Func<TownDbContext, JsonNode, Task> WriteAsync);

/// <summary>What a replaced controller must know again, so that nobody has to visit a village. Programmes, plans and records are not among it.</summary>
internal static class BackupSections
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>In an order in which rows find the rows that they refer to.</summary>
    public static IReadOnlyList<BackupSection> All { get; } =
    [
        Of("gateways", database => database.Gateways),
        Of("configurations", database => database.IssuedConfigurations),
        Of("operatorKeys", database => database.OperatorKeys),
        Of("orderCounters", database => database.OrderCounters),
        Of("keyRotations", database => database.KeyRotations),
        Of("accounts", database => database.Accounts),
        Of("apiTokens", database => database.ApiTokens),
    ];

    private static BackupSection Of<T>(string name, Func<TownDbContext, DbSet<T>> table)
        where T : class => new(
            name,
            async database => JsonSerializer.SerializeToNode(await table(database).AsNoTracking().ToListAsync(), Json)!,
            async (database, rows) =>
            {
                table(database).RemoveRange(await table(database).ToListAsync());
                await database.SaveChangesAsync();
                table(database).AddRange(rows.Deserialize<List<T>>(Json)!);
            });
}
