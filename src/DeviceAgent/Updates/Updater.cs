using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>Brings the named package to the path, going on with what lies there already.</summary>
internal delegate Task FetchPackage(AgentPackage package, string path, CancellationToken cancellation);

/// <summary>Fetches a released version, checks it, and puts it in force on trial. One call at a time.</summary>
internal sealed class Updater(ProgramFolder folder, string releaseKeyFile, string runningVersion, FetchPackage fetch, DiskAccess disk)
{
    /// <summary>The public half of the key that signs releases, PEM, in the folder of the gateway's identity.</summary>
    public const string ReleaseKeyFile = "release.pub";

    /// <summary>Null when the new version starts with the next start of the agent, else why not.</summary>
    /// <exception cref="IOException">The disk or the line failed; what runs goes on, and the same update may be asked again.</exception>
    public async Task<string?> UpdateAsync(AgentPackage package, CancellationToken cancellation)
    {
        if (folder.IsOnTrial)
        {
            return "The version that runs is itself on trial.";
        }

        if (!IsNewer(package.Version))
        {
            return NotNewer(package.Version);
        }

        await fetch(package, folder.FetchedPackage, cancellation);
        var problem = await IsFileAsync(package, cancellation) ? Install(package) : "The file that came is not the one that was named.";
        File.Delete(folder.FetchedPackage);
        return problem;
    }

    private string? Install(AgentPackage package)
    {
        if (!File.Exists(releaseKeyFile))
        {
            return $"{releaseKeyFile}: no such file; without a release key no update is taken.";
        }

        using var keys = new TrustedKeys();
        keys.AddPem(File.ReadAllText(releaseKeyFile));
        using var file = File.OpenRead(folder.FetchedPackage);
        if (!ReleasePackage.TryOpen(file, keys, out var release, out var problem) || (problem = ProblemOf(release, package)) is not null)
        {
            return problem;
        }

        if ((problem = Unpacking.Run(file, release, folder.EmptySlot(), disk)) is null)
        {
            folder.PutOnTrial(release.ReleaseVersion);
        }

        return problem;
    }

    private string? ProblemOf(Release release, AgentPackage package) =>
        release.ReleaseVersion != package.Version ? $"It is version {release.ReleaseVersion}, not {package.Version}."
        : !IsNewer(release.ReleaseVersion) ? NotNewer(release.ReleaseVersion)
        : release.Architecture != Architecture ? $"It is for {release.Architecture}; this gateway is {Architecture}."
        : null;

    private async Task<bool> IsFileAsync(AgentPackage package, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(folder.FetchedPackage);
        return file.Length == package.Bytes && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)) == package.Sha256;
    }

    private bool IsNewer(string version) =>
        ReleasePackage.VersionOf(version) is { } wanted && ReleasePackage.VersionOf(runningVersion) is { } running && wanted > running;

    private string NotNewer(string version) => $"Version {version} is not newer than {runningVersion}, which runs.";

    /// <summary>Debian's word for what this machine is.</summary>
    internal static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString(),
    };
}
