using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>Writes small files as a whole: a power cut leaves the old content or the new one.</summary>
internal static class AtomicFile
{
    /// <summary>Puts the bytes in the place of the file; on return they are on the disk.</summary>
    /// <exception cref="IOException">The disk is full or broken; the old file is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, DiskAccess disk)
    {
        var temporary = path + ".new";
        WriteNew(temporary, bytes, disk);
        disk.Move(temporary, path);
        FolderSync.Sync(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Writes and syncs a file in the place of whatever has its name; <paramref name="isSecret"/> keeps all but its owner out.</summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> bytes, DiskAccess disk, bool isSecret = false)
    {
        File.Delete(path);
        using var handle = Create(path, isSecret);
        disk.Write(handle, bytes, 0);
        disk.Sync(handle);
    }

    private static SafeFileHandle Create(string path, bool isSecret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (isSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Only a stream can be given a mode; the handle is opened after it.
        new FileStream(path, options).Dispose();
        return File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.None);
    }
}
