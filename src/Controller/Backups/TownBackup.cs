using System.Text.Json;
using System.Text.Json.Nodes;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Backups;

/// <summary>The content of a sealed backup: the folder of keys, and the tables of <see cref="BackupSections"/>.</summary>
internal sealed class TownBackup(IDbContextFactory<TownDbContext> databases, KeyFiles files, IOptions<StorageOptions> storage)
{
    private const int Version = 1;

    /// <summary>Collects it from the data folder, whether the controller runs or not.</summary>
    public async Task<byte[]> CollectAsync()
    {
        var content = new JsonObject { ["version"] = Version };
        var keys = new JsonObject();
        var folder = files.PathOf("");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".tmp", StringComparison.Ordinal)))
        {
            keys[Path.GetRelativePath(folder, file).Replace('\\', '/')] = await File.ReadAllTextAsync(file);
        }

        content["keys"] = keys;
        await using var database = databases.CreateDbContext();
        foreach (var section in BackupSections.All)
        {
            content[section.Name] = await section.ReadAsync(database);
        }

        return JsonSerializer.SerializeToUtf8Bytes(content);
    }

    /// <summary>Why nothing can be restored here; null when it can.</summary>
    public async Task<string?> ProblemAsync()
    {
        var folder = Path.GetFullPath(storage.Value.DataFolder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return $"The data folder \"{folder}\" is not empty. Allowed: an empty one, so that no key is lost.";
        }

        if (storage.Value.Provider is DatabaseProvider.Sqlite)
        {
            return null;
        }

        await using var database = databases.CreateDbContext();
        return (await database.Database.GetAppliedMigrationsAsync()).Any() ? "The database is not empty. Allowed: an empty one." : null;
    }

    /// <summary>Writes it into an empty data folder: the keys last, since a controller starts anew where it finds none.</summary>
    public async Task RestoreAsync(byte[] content, Func<Task> prepare)
    {
        var read = JsonNode.Parse(content)!.AsObject();
        await prepare();
        await using (var database = databases.CreateDbContext())
        {
            await using var transaction = await database.Database.BeginTransactionAsync();
            foreach (var section in BackupSections.All.Where(section => read[section.Name] is not null))
            {
                await section.WriteAsync(database, read[section.Name]!);
                await database.SaveChangesAsync();
            }

            await transaction.CommitAsync();
        }

        foreach (var (name, text) in read["keys"]!.AsObject())
        {
            files.ReadOrCreate(name, secret: !name.EndsWith(".crt", StringComparison.Ordinal), () => (string)text!);
        }
    }
}
