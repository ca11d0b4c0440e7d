using CloudBroadcast.Controller.Areas;
using CloudBroadcast.Controller.Gateways;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Storage;

/// <summary>Brings the town's database to this build's form and fills an empty one.</summary>
internal static class TownDatabase
{
    /// <summary>Runs before anything that reads the database starts.</summary>
    public static async Task PrepareTownAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(services.GetRequiredService<IOptions<StorageOptions>>().Value.DataFolder);
        await using var database = services.GetRequiredService<IDbContextFactory<TownDbContext>>().CreateDbContext();
        await database.Database.MigrateAsync(cancellationToken);
        await AreaSeed.ApplyAsync(database, cancellationToken);
        await GatewaySeed.ApplyAsync(database, cancellationToken);
    }
}
