using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>The calls by which a file grows, stays and takes another's place; a test puts failing ones in their place.</summary>
internal sealed record DiskAccess(DiskWrite Write, Action<SafeFileHandle> Sync)
{
    /// <summary>Renames a file, a folder or a link on one disk; a file or a link takes the place of the one that is there.</summary>
    public Action<string, string> Move { get; init; } = Rename;

    /// <summary>The machine's own disk.</summary>
    public static DiskAccess Real { get; } = new(RandomAccess.Write, RandomAccess.FlushToDisk);

    private static void Rename(string from, string to)
    {
        if (new FileInfo(from).LinkTarget is not null)
        {
            FolderSync.RenameLink(from, to);
        }
        else if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }
    }
}

/// <summary>Writes all bytes at an offset or throws an <see cref="IOException"/>.</summary>
internal delegate void DiskWrite(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

/// <summary>Makes the names in a folder durable: without it a renamed file may be gone after a power cut (fsync(2), notes).</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Syncs the folder; does nothing on Windows, whose file system keeps renames in its own log.</summary>
    public static void Sync(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{folder}: can't be opened to be synced (error {Marshal.GetLastPInvokeError()}).");
        }

        var failed = Fsync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
        {
            throw new IOException($"{folder}: can't be synced (error {error}).");
        }
    }

    /// <summary>Renames a link itself: .NET follows one that leads to a folder.</summary>
    internal static void RenameLink(string from, string to)
    {
        if (Rename(from, to) != 0)
        {
            throw new IOException($"{from}: can't be renamed to {to} (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
