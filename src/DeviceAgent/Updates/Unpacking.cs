using System.Security.Cryptography;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.Protocol;
using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Updates;

/// <summary>Writes the files of an opened package into a folder; each must be what the signed release says.</summary>
internal static class Unpacking
{
    private const int ChunkSize = 128 * 1024;

    private const UnixFileMode PlainFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Null when all files are on the disk, else what is wrong with the package.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public static string? Run(Stream package, Release release, string folder, DiskAccess disk) =>
        ReleasePackage.ProblemOfFiles(package, release, (files, file) => Write(files, file, Path.Combine(folder, file.Name), disk));

    private static bool Write(Stream content, ReleaseFile file, string path, DiskAccess disk)
    {
        using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var complete = Copy(content, file.Bytes, handle, hash, disk);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, file.Executable ? PlainFile | UnixFileMode.UserExecute : PlainFile);
        }

        disk.Sync(handle);
        return complete && Convert.ToHexStringLower(hash.GetHashAndReset()) == file.Sha256;
    }

    private static bool Copy(Stream content, long length, SafeFileHandle handle, IncrementalHash hash, DiskAccess disk)
    {
        var buffer = new byte[ChunkSize];
        for (long offset = 0; offset < length;)
        {
            var read = content.Read(buffer, 0, (int)Math.Min(buffer.Length, length - offset));
            if (read == 0)
            {
                return false;
            }

            disk.Write(handle, buffer.AsSpan(0, read), offset);
            hash.AppendData(buffer, 0, read);
            offset += read;
        }

        return true;
    }
}
