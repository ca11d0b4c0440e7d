using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Extensions.Logging;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>Fetches a released package over a line that drops: it goes on where it broke, through restarts of the agent, too.</summary>
internal sealed partial class PackageFetcher(SupplyLine line, DiskAccess disk, TimeProvider time, ILogger<PackageFetcher> logger)
{
    /// <summary>A line that brings nothing for so long is not waited for any longer; what came is kept for the next order.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    /// <summary>Brings it to the path.</summary>
    /// <exception cref="IOException">The disk failed, the controller does not have it, or the line was down for too long.</exception>
    public async Task FetchAsync(AgentPackage package, string path, CancellationToken cancellation)
    {
        // Named by its hash while it grows, so that no part of another package is gone on with.
        var growing = $"{path}.{package.Sha256}";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        DeleteOthers(path, growing);
        using var download = AudioDownload.Open(growing, package.Sha256, disk);
        await ReceiveAsync(package, download, cancellation);
        download.MoveIn();
        disk.Move(growing, path);
    }

    private static void DeleteOthers(string path, string growing)
    {
        foreach (var other in Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path) + ".*"))
        {
            if (other != growing + AudioDownload.Partial)
            {
                File.Delete(other);
            }
        }
    }

    private async Task ReceiveAsync(AgentPackage package, AudioDownload download, CancellationToken cancellation)
    {
        var (since, failures) = (time.GetTimestamp(), 0);
        while (true)
        {
            var before = download.Length;
            if (await line.FetchAsync($"{GatewayPaths.Package}/{package.Sha256}", download, package.Bytes, cancellation) is not { } problem)
            {
                return;
            }

            LogBroken(package.Version, download.Length, package.Bytes, problem.What);
            (since, failures) = download.Length > before ? (time.GetTimestamp(), 0) : (since, failures + 1);
            if (problem.IsFinal || time.GetElapsedTime(since) >= Patience)
            {
                throw new IOException(problem.What);
            }

            await Task.Delay(Backoff.After(failures, Random.Shared.NextDouble()), time, cancellation);
        }
    }

    [LoggerMessage(LogLevel.Information, "Version {Version}: {Here} of {Bytes} bytes are here: {Problem}")]
    private partial void LogBroken(string version, long here, long bytes, string problem);
}
