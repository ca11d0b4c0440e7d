using System.Security.Cryptography;
using CloudBroadcast.Controller.Gateways;
using CloudBroadcast.Controller.Hosting;
using CloudBroadcast.Controller.Storage;

namespace CloudBroadcast.Controller.Backups;

/// <summary>
/// <c>backup --out FILE --passphrase-file F</c> seals what a new controller needs to go on for the old one;
/// <c>restore --in FILE --passphrase-file F</c> brings it into an empty data folder.
/// </summary>
internal static class BackupCommands
{
    public const string Backup = "backup";
    public const string Restore = "restore";

    private const int ShortestPassphrase = 12;

    public static Task<int> BackupAsync(string[] args) => Commands.OnDataFolderAsync(args, Add, async (services, wish) =>
    {
        var (file, passphrase, problem) = await WishAsync(wish, "out", Backup);
        if (problem is not null)
        {
            return await Commands.RefuseAsync(problem);
        }

        if (!File.Exists(services.GetRequiredService<KeyFiles>().PathOf("ca.key")))
        {
            return await Commands.RefuseAsync("The data folder holds no keys: no controller has run on it.");
        }

        await services.PrepareTownAsync();
        var content = await services.GetRequiredService<TownBackup>().CollectAsync();
        await WriteAsync(file!, SealedFile.Seal(content, passphrase!));
        CryptographicOperations.ZeroMemory(content);
        await System.Console.Out.WriteLineAsync($"Sealed in {Path.GetFullPath(file!)}. Keep the file and its passphrase in two places, neither of them this machine.");
        return 0;
    });

    public static Task<int> RestoreAsync(string[] args) => Commands.OnDataFolderAsync(args, Add, async (services, wish) =>
    {
        var (file, passphrase, problem) = await WishAsync(wish, "in", Restore);
        var backup = services.GetRequiredService<TownBackup>();
        problem ??= await backup.ProblemAsync();
        if (problem is not null)
        {
            return await Commands.RefuseAsync(problem);
        }

        if (!SealedFile.TryOpen(await File.ReadAllBytesAsync(file!), passphrase!, out var content, out problem))
        {
            return await Commands.RefuseAsync(problem);
        }

        await backup.RestoreAsync(content, () => services.PrepareTownAsync());
        CryptographicOperations.ZeroMemory(content);
        await System.Console.Out.WriteLineAsync("Restored. Start the controller under the same address: the gateways find it by themselves.");
        return 0;
    });

    private static void Add(WebApplicationBuilder builder) => builder.Services.AddGatewayKeys(builder.Configuration).AddSingleton<TownBackup>();

    private static async Task<(string? File, string? Passphrase, string? Problem)> WishAsync(IConfiguration wish, string option, string command)
    {
        if (wish[option] is not { } file || wish["passphrase-file"] is not { } passphraseFile)
        {
            return (null, null, $"Usage: {command} --{option} FILE --passphrase-file FILE [--Storage:DataFolder FOLDER]");
        }

        var missing = new[] { passphraseFile, option == "in" ? file : passphraseFile }.FirstOrDefault(name => !File.Exists(name));
        if (missing is not null || (option == "out" && File.Exists(file)))
        {
            return (null, null, missing is not null ? $"\"{missing}\" is not there." : Refusal.Sentence("--out", file, "a file that is not there yet"));
        }

        var passphrase = (await File.ReadAllLinesAsync(passphraseFile)).FirstOrDefault()?.Trim() ?? "";
        return passphrase.Length < ShortestPassphrase
            ? (null, null, $"The passphrase in \"{passphraseFile}\" has {passphrase.Length} characters. Allowed: {ShortestPassphrase} or more, on the first line.")
            : (file, passphrase, null);
    }

    private static async Task WriteAsync(string file, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, options);
        await stream.WriteAsync(content);
        stream.Flush(flushToDisk: true);
    }
}
