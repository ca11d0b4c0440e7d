using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller;

/// <summary>Data folders with a database that has its form and holds nothing: each host would make the same tables again.</summary>
internal static class EmptyTown
{
    private static readonly Lazy<byte[]> Database = new(Migrate);

    /// <summary>A new folder; whoever asks for it deletes it.</summary>
    public static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("town-").FullName;
        File.WriteAllBytes(FileIn(folder), Database.Value);
        return folder;
    }

    private static byte[] Migrate()
    {
        var folder = Directory.CreateTempSubdirectory("empty-").FullName;
        try
        {
            using (var database = new SqliteTownDbContext(new DbContextOptionsBuilder<SqliteTownDbContext>().UseSqlite($"Data Source={FileIn(folder)};Pooling=False").Options))
            {
                database.Database.Migrate();
            }

            return File.ReadAllBytes(FileIn(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string FileIn(string folder) => StorageServices.SqlitePath(new StorageOptions { DataFolder = folder });
}
