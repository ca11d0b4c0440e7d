using System.Security.Cryptography;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Storage;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Supplies;

/// <summary>A released package of the agent, as the API shows it.</summary>
internal sealed record PackageView(string Sha256, long Bytes, string Version, string Architecture, DateTimeOffset KeptAt);

/// <summary>What a package is refused for.</summary>
internal sealed class PackageRefusedException(string reason) : Exception(reason);

/// <summary>
/// Released packages of the agent, each named by its SHA-256. Only what the town's release key signed comes in; the gateways
/// judge again, by the key that each of them has.
/// </summary>
internal sealed class PackageShelf(IOptions<StorageOptions> storage, IOptions<SupplyOptions> options)
{
    private const string Ending = ".package";

    /// <summary>Whether a package can be judged.</summary>
    public bool HasKey => options.Value.ReleaseKey is not null;

    private string Folder => Path.Combine(Path.GetFullPath(storage.Value.DataFolder), "packages");

    /// <summary>Keeps a package; on disk before this returns.</summary>
    /// <exception cref="PackageRefusedException">The release key did not sign it, or it is not what was signed.</exception>
    public async Task<PackageView> TakeAsync(Stream package, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var work = Path.Combine(Folder, Guid.NewGuid().ToString("N") + ".part");
        try
        {
            string hash;
            await using (var file = new FileStream(work, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await package.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
                file.Position = 0;
                Judge(file);
                file.Position = 0;
                hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            }

            File.Move(work, PathOf(hash), overwrite: true);
            return Describe(hash) ?? throw new IOException($"The package {hash} is gone again.");
        }
        finally
        {
            File.Delete(work);
        }
    }

    /// <summary>The newest version first.</summary>
    public IReadOnlyList<PackageView> List() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*" + Ending).Select(file => Describe(Path.GetFileNameWithoutExtension(file))).OfType<PackageView>()
            .OrderByDescending(package => ReleasePackage.VersionOf(package.Version)).ThenBy(package => package.Architecture, StringComparer.Ordinal)]
        : [];

    /// <summary>What the package of that hash is; null when it is not here, or the release key of today did not sign it.</summary>
    public PackageView? Describe(string sha256)
    {
        if (!HasKey || Find(sha256) is not { } path)
        {
            return null;
        }

        using var keys = Keys();
        using var file = File.OpenRead(path);
        return ReleasePackage.TryOpen(file, keys, out var release, out _)
            ? new PackageView(sha256, file.Length, release.ReleaseVersion, release.Architecture, File.GetLastWriteTimeUtc(path))
            : null;
    }

    /// <summary>Where the package of that hash lies; null when it is not here.</summary>
    public string? Find(string sha256) => AudioFiles.IsContentHash(sha256) && PathOf(sha256) is var path && File.Exists(path) ? path : null;

    private void Judge(Stream package)
    {
        using var keys = Keys();
        if (!ReleasePackage.TryOpen(package, keys, out var release, out var problem) || (problem = ReleasePackage.ProblemOfFiles(package, release)) is not null)
        {
            throw new PackageRefusedException(problem);
        }
    }

    private TrustedKeys Keys()
    {
        var keys = new TrustedKeys();
        keys.AddPem(File.ReadAllText(options.Value.ReleaseKey!));
        return keys;
    }

    private string PathOf(string sha256) => Path.Combine(Folder, sha256 + Ending);
}
