using System.Globalization;
using CloudBroadcast.Controller.Storage;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Supplies;

/// <summary>A collection of logs that a gateway sent, as the API shows it.</summary>
internal sealed record GatewayLogView(string Name, DateTimeOffset ReceivedAt, long Bytes);

/// <summary>The last collections of logs of each gateway, gzip as they came.</summary>
internal sealed class GatewayLogs(IOptions<StorageOptions> storage, IOptions<SupplyOptions> options, TimeProvider time)
{
    /// <summary>The longest collection.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const string Ending = ".log.gz";
    private const string Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>Keeps one, and no more than the last of the gateway.</summary>
    /// <param name="gatewayId">Whose; checked by the caller.</param>
    /// <param name="gzip">All of it.</param>
    /// <param name="cancellationToken">Gives up; nothing is kept then.</param>
    public async Task TakeAsync(string gatewayId, ReadOnlyMemory<byte> gzip, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(FolderOf(gatewayId)).FullName;
        var work = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".part");
        await File.WriteAllBytesAsync(work, gzip, cancellationToken);
        File.Move(work, Path.Combine(folder, time.GetUtcNow().ToString(Stamp, CultureInfo.InvariantCulture) + Ending), overwrite: true);
        foreach (var old in List(gatewayId).Skip(options.Value.LogsKept))
        {
            File.Delete(Path.Combine(folder, old.Name));
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<GatewayLogView> List(string gatewayId) => Directory.Exists(FolderOf(gatewayId))
        ? [.. new DirectoryInfo(FolderOf(gatewayId)).GetFiles("*" + Ending).OrderByDescending(file => file.Name, StringComparer.Ordinal)
            .Where(file => ReceivedAt(file.Name) is not null).Select(file => new GatewayLogView(file.Name, ReceivedAt(file.Name)!.Value, file.Length))]
        : [];

    /// <summary>Where one lies; null when there is none of that name.</summary>
    public string? Find(string gatewayId, string name) =>
        List(gatewayId).Any(known => known.Name == name) ? Path.Combine(FolderOf(gatewayId), name) : null;

    private string FolderOf(string gatewayId) => Path.Combine(Path.GetFullPath(storage.Value.DataFolder), "gateway-logs", gatewayId);

    private static DateTimeOffset? ReceivedAt(string name) => DateTimeOffset.TryParseExact(
        name[..^Ending.Length], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
