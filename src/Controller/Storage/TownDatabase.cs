using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Storage;

/// <summary>Brings the town's database to this build's form.</summary>
internal static class TownDatabase
{
    /// <summary>Runs before anything that reads the database starts.</summary>
    public static async Task PrepareTownAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(services.GetRequiredService<IOptions<StorageOptions>>().Value.DataFolder);
        await using var database = services.GetRequiredService<IDbContextFactory<TownDbContext>>().CreateDbContext();
        await database.Database.MigrateAsync(cancellationToken);
        KeepToOwner(services.GetRequiredService<IOptions<StorageOptions>>().Value);
    }

    // Hashes of passwords and tokens stand in it. SQLite gives the files that it makes beside it the same mode.
    private static void KeepToOwner(StorageOptions storage)
    {
        if (storage.Provider is not DatabaseProvider.Sqlite || OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = StorageServices.SqlitePath(storage);
        foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
        {
            File.SetUnixFileMode(file, Owner);
        }
    }
}
