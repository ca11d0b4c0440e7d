using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>Makes an empty data folder the town's again: <c>restore --in FILE --passphrase-file FILE</c>.</summary>
internal static class RestoreCommand
{
    public const string Name = "restore";

    public static Task<int> RunAsync(string[] args) => Commands.OnDataFolderAsync(args, SealingCommand.Add, RestoreAsync);

    private static async Task<int> RestoreAsync(IServiceProvider services, IConfiguration wish)
    {
        var (file, passphrase, problem) = SealingCommand.Read(wish, Name, "in");
        if (problem is not null)
        {
            return await Commands.RefuseAsync(problem);
        }

        if (!File.Exists(file))
        {
            return await Commands.RefuseAsync(Refusal.Sentence("--in", file, "a file that the command backup has made"));
        }

        if (!SealedFile.TryOpen(await File.ReadAllBytesAsync(file), passphrase, out var content, out var sealProblem))
        {
            return await Commands.RefuseAsync($"\"{file}\" can't be opened: {sealProblem}.");
        }

        var backup = TownBackup.Read(content);
        var folder = Path.GetFullPath(services.GetRequiredService<IOptions<StorageOptions>>().Value.DataFolder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return await Commands.RefuseAsync(Refusal.Sentence("--Storage:DataFolder", folder, "a folder that is empty or not there"));
        }

        return await WriteAsync(services, backup, folder);
    }

    private static async Task<int> WriteAsync(IServiceProvider services, TownBackup backup, string folder)
    {
        Directory.CreateDirectory(folder);
        var isWhole = false;
        try
        {
            var bringKeys = services.GetRequiredService<KeyFolder>().Prepare(backup.Keys);
            if (!await FillAsync(services, backup))
            {
                return await Commands.RefuseAsync("Storage:ConnectionString names a database that has a town already. Allowed: an empty one.");
            }

            bringKeys();
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                Empty(folder);
            }
        }

        await System.Console.Out.WriteLineAsync(
            $"{folder}: the town of {backup.MadeAt:yyyy-MM-dd'T'HH:mm:ss'Z'}, {backup.Register.Gateways.Count(gateway => gateway.PublicKey is not null)} enrolled gateways.");
        return 0;
    }

    private static async Task<bool> FillAsync(IServiceProvider services, TownBackup backup)
    {
        await using var database = services.GetRequiredService<IDbContextFactory<TownDbContext>>().CreateDbContext();
        await database.Database.MigrateAsync();
        if (!await TrustRegister.IsEmptyAsync(database, CancellationToken.None))
        {
            return false;
        }

        backup.Register.AddTo(database);
        await services.GetRequiredService<AuditTrail>().WriteAsync(
            database, Actor.CommandLine, "backup.restore", $"{backup.MadeAt:yyyy-MM-dd'T'HH:mm:ss'Z'}", null, backup.Register.Summary(), CancellationToken.None);
        return true;
    }

    // It was empty before, so that whatever lies in it is a half of ours.
    private static void Empty(string folder)
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
    }
}
