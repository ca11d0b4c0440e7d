using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Operators.Audit;
using CloudBroadcast.Controller.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBroadcast.Controller.Sealing;

/// <summary>
/// Seals what a new controller needs to be believed by the gateways: <c>backup --out FILE --passphrase-file FILE</c>, on the
/// data folder, whether the controller runs or not.
/// </summary>
internal static class BackupCommand
{
    public const string Name = "backup";

    /// <summary>What the audit trail calls a backup that was made.</summary>
    public const string AuditAction = "backup.make";

    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // A rotation takes two renames: a backup never falls between more than one of them and the next.
    private const int Attempts = 5;

    public static Task<int> RunAsync(string[] args) => Commands.OnDataFolderAsync(args, SealingCommand.Add, MakeAsync);

    private static async Task<int> MakeAsync(IServiceProvider services, IConfiguration wish)
    {
        var (file, passphrase, problem) = SealingCommand.Read(wish, Name, "out");
        if (problem is not null)
        {
            return await Commands.RefuseAsync(problem);
        }

        if (File.Exists(file) || !Directory.Exists(Path.GetDirectoryName(file)))
        {
            return await Commands.RefuseAsync(Refusal.Sentence("--out", file, "a new file in a folder that is there"));
        }

        var keys = services.GetRequiredService<KeyFolder>();
        if (keys.Read().Count == 0)
        {
            return await Commands.RefuseAsync("The data folder holds no keys: no controller has run on it. Allowed: --Storage:DataFolder of a controller.");
        }

        await services.PrepareTownAsync();
        var backup = await TakeAsync(services, keys);
        try
        {
            WholeFile.Write(file, SealedFile.Seal(backup.Write(), passphrase), OwnerFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return await Commands.RefuseAsync($"\"{file}\" can't be written: {error.Message}");
        }

        await NoteAsync(services, file, backup);
        await System.Console.Out.WriteLineAsync(
            $"{file}: {backup.Keys.Count} key files, {backup.Register.Gateways.Count(gateway => gateway.PublicKey is not null)} enrolled gateways.");
        return 0;
    }

    private static async Task<TownBackup> TakeAsync(IServiceProvider services, KeyFolder folder)
    {
        await using var database = services.GetRequiredService<IDbContextFactory<TownDbContext>>().CreateDbContext();
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await TryTakeAsync(database, folder) is { } taken)
            {
                return new TownBackup
                {
                    Version = TownBackup.CurrentVersion,
                    MadeAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                    Keys = [.. taken.Keys],
                    Register = taken.Register,
                };
            }
        }

        throw new InvalidDataException("The keys change while they are read. Allowed: once more, when no rotation is under way.");
    }

    private static async Task<(IReadOnlyList<KeptKeyFile> Keys, TrustRegister Register)?> TryTakeAsync(TownDbContext database, KeyFolder folder)
    {
        try
        {
            var keys = folder.Read();
            var register = await TrustRegister.ReadAsync(database, CancellationToken.None);
            return IsSame(keys, folder.Read()) ? (keys, register) : null;
        }
        catch (FileNotFoundException)
        {
            // A rotation has renamed it meanwhile.
            return null;
        }
    }

    // Whoever holds the file and its passphrase is the town: that one was made stands on record.
    private static async Task NoteAsync(IServiceProvider services, string file, TownBackup backup)
    {
        await using var database = services.GetRequiredService<IDbContextFactory<TownDbContext>>().CreateDbContext();
        await services.GetRequiredService<AuditTrail>().WriteAsync(
            database, Actor.CommandLine, AuditAction, file, null, backup.Register.Summary(), CancellationToken.None);
    }

    private static bool IsSame(IReadOnlyList<KeptKeyFile> one, IReadOnlyList<KeptKeyFile> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.Name == pair.Second.Name && pair.First.Content.AsSpan().SequenceEqual(pair.Second.Content));
}
