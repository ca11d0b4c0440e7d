using System.Security.Cryptography;
using CloudBroadcast.Controller.Library.Import;
using CloudBroadcast.Controller.Storage;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Supplies;

/// <summary>Released packages of the agent, each named by its SHA-256. Who may be believed with them the gateways judge, by the release key's signature inside.</summary>
internal sealed class PackageShelf(IOptions<StorageOptions> storage)
{
    private const string Ending = ".package";

    private string Folder => Path.Combine(Path.GetFullPath(storage.Value.DataFolder), "packages");

    /// <summary>Keeps a package; on disk before this returns.</summary>
    public async Task<(string Sha256, long Bytes)> TakeAsync(Stream package, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var work = Path.Combine(Folder, Guid.NewGuid().ToString("N") + ".part");
        try
        {
            string hash;
            long bytes;
            await using (var file = new FileStream(work, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await package.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
                (file.Position, bytes) = (0, file.Length);
                hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            }

            File.Move(work, Path.Combine(Folder, hash + Ending), overwrite: true);
            return (hash, bytes);
        }
        finally
        {
            File.Delete(work);
        }
    }

    /// <summary>Where the package of that hash lies; null when it is not here.</summary>
    public string? Find(string sha256) =>
        AudioFiles.IsContentHash(sha256) && Path.Combine(Folder, sha256 + Ending) is var path && File.Exists(path) ? path : null;
}
