using System.Globalization;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.DeviceAgent.Health;

/// <summary>Room on a disk, in bytes.</summary>
internal readonly record struct DiskSpace(long Total, long Free)
{
    /// <summary>Of the disk that a folder is on.</summary>
    /// <exception cref="IOException">It can't be asked.</exception>
    public static DiskSpace Of(string folder)
    {
        var drive = new DriveInfo(Path.GetFullPath(folder));
        return new DiskSpace(drive.TotalSize, drive.AvailableFreeSpace);
    }
}

/// <summary>The store's disk: is there room, and does it take what is written.</summary>
internal sealed class DiskWatcher(FaultBoard faults, string folder, Func<string, DiskSpace> space, DiskAccess disk, TimeProvider time) : IFaultWatcher
{
    /// <summary>A file that only tries the disk; its name in the store's folder.</summary>
    public const string ProbeName = "disk.probe";

    private const long Least = 64L << 20;

    // A memory card wears with each write.
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMinutes(10);

    private long? _probedAt;

    /// <inheritdoc/>
    public void Look()
    {
        var isFull = LookAtRoom();
        if (_probedAt is { } at && time.GetElapsedTime(at) < ProbeEvery)
        {
            return;
        }

        _probedAt = time.GetTimestamp();
        var problem = Probe();

        // Where there is no room a write fails on a disk that is well.
        faults.Set(FaultCode.DiskBroken, problem is not null && !isFull, problem);
    }

    /// <summary>Writes, syncs and reads back a small file; what failed, in words, or null.</summary>
    public string? Probe()
    {
        var path = Path.Combine(folder, ProbeName);
        try
        {
            var bytes = BitConverter.GetBytes(time.GetTimestamp());
            AtomicFile.Write(path, bytes, disk);
            var isSame = File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
            File.Delete(path);
            return isSame ? null : $"{path}: other bytes were read than written";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    private bool LookAtRoom()
    {
        try
        {
            var room = space(folder);
            var isFull = room.Free < Least || room.Free < room.Total / 20;
            faults.Set(FaultCode.DiskFull, isFull, string.Create(CultureInfo.InvariantCulture, $"{room.Free >> 20} MiB of {room.Total >> 20} free"));
            return isFull;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
