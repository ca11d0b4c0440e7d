using System.Security.Cryptography;
using CloudBroadcast.Operator.Keys;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator.Releases;

/// <summary><c>release</c>: makes a signed package of an agent's program folder (docs/wire/package.md).</summary>
internal static class ReleaseCommand
{
    private const UnixFileMode MayRun = UnixFileMode.UserExecute;

    public static async Task RunAsync(string[] arguments, TextWriter output)
    {
        var given = new Arguments(arguments, "--program", "--version", "--arch", "--key", "--passphrase-file", "--out");
        var folder = given.Demand("--program");
        var path = given.Demand("--out");
        var release = ReleaseOf(folder, given.Demand("--version"), given.Demand("--arch"));
        using var key = OperatorKeyFile.Read(given.Demand("--key"), OperatorKeyFile.PassphraseOf(given));
        await using (var package = new FileStream(path, FileMode.CreateNew))
        {
            try
            {
                ReleasePackage.Write(package, release, key, name => File.OpenRead(Path.Combine(folder, name)));
            }
            catch (ArgumentException error)
            {
                File.Delete(path);
                throw new RefusedException(error.Message);
            }
        }

        await using var written = File.OpenRead(path);
        await output.WriteLineAsync($"{Convert.ToHexStringLower(await SHA256.HashDataAsync(written))} {written.Length} {release.ReleaseVersion}");
    }

    private static Release ReleaseOf(string folder, string version, string architecture) => new()
    {
        Version = WireVersion.Current,
        Name = Release.AgentName,
        ReleaseVersion = version,
        Architecture = architecture is "amd64" or "arm64"
            ? architecture
            : throw new RefusedException($"--arch is \"{architecture}\". Allowed: amd64, arm64."),
        Files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(FileOf)],
    };

    private static ReleaseFile FileOf(string path)
    {
        using var content = File.OpenRead(path);
        return new ReleaseFile
        {
            Name = Path.GetFileName(path),
            Bytes = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            Executable = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & MayRun) != 0,
        };
    }
}
