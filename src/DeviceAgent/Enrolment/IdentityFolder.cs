using System.Text;
using CloudBroadcast.DeviceAgent.Link;
using CloudBroadcast.DeviceAgent.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Enrolment;

/// <summary>
/// The folder of a gateway's identity. A new one is built in a folder inside it; one rename decides; then its files take their
/// places one by one, at the next start if the power goes. So there is the old identity or the new one, never a mixture.
/// </summary>
internal sealed class IdentityFolder(string folder, DiskAccess disk)
{
    /// <summary>The gateway's private key, mode 0600.</summary>
    public const string KeyFile = "gateway.key";

    private const string StoreFile = "store.reset";

    private readonly string _growing = Path.Combine(folder, "enrolment.new");
    private readonly string _decided = Path.Combine(folder, "enrolment.ready");

    /// <summary>Whether there is an identity, or what a damage has left of one.</summary>
    public bool IsTaken => File.Exists(Path.Combine(folder, KeyFile)) || File.Exists(Path.Combine(folder, InstalledConfiguration.FileName));

    /// <summary>Begins a new identity with its key.</summary>
    public void Begin(string keyPem)
    {
        Abandon();
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_growing);
        }
        else
        {
            Directory.CreateDirectory(_growing, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        AtomicFile.WriteNew(Path.Combine(_growing, KeyFile), Encoding.UTF8.GetBytes(keyPem + "\n"), disk, isSecret: true);
    }

    /// <summary>
    /// Completes what <see cref="Begin"/> began and puts it in the place of what is there. With <paramref name="store"/>, the
    /// sequences and the last known time in that folder are forgotten: another controller numbers and tells them anew.
    /// </summary>
    public void Complete(IReadOnlyDictionary<string, byte[]> files, string? store)
    {
        foreach (var (name, bytes) in files)
        {
            AtomicFile.WriteNew(Path.Combine(_growing, name), bytes, disk);
        }

        if (store is not null)
        {
            AtomicFile.WriteNew(Path.Combine(_growing, StoreFile), Encoding.UTF8.GetBytes(Path.GetFullPath(store)), disk);
        }

        FolderSync.Sync(_growing);
        disk.Move(_growing, _decided);
        FolderSync.Sync(folder);
        Settle();
    }

    /// <summary>Finishes an enrolment that was decided when the power went; does nothing else.</summary>
    public void Settle()
    {
        if (!Directory.Exists(_decided))
        {
            return;
        }

        var reset = Path.Combine(_decided, StoreFile);
        if (File.Exists(reset))
        {
            ForgetNumbers(File.ReadAllText(reset));
        }

        foreach (var file in Directory.GetFiles(_decided).Where(file => file != reset))
        {
            disk.Move(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        FolderSync.Sync(folder);
        Directory.Delete(_decided, recursive: true);
        FolderSync.Sync(folder);
    }

    /// <summary>Throws away what <see cref="Begin"/> began.</summary>
    public void Abandon()
    {
        if (Directory.Exists(_growing))
        {
            Directory.Delete(_growing, recursive: true);
        }
    }

    private void ForgetNumbers(string store)
    {
        if (File.Exists(Path.Combine(store, Ledger.FileName)))
        {
            using var ledger = Ledger.Open(store, disk, NullLogger<Ledger>.Instance);
            ledger.ForgetSequences();
        }

        if (Directory.Exists(store))
        {
            TimeFloor.Delete(store);
        }
    }
}
