using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace CloudBroadcast.DeviceAgent.Store;

/// <summary>
/// A file that is on its way: its bytes lie beside their place under another name, and go on where a broken line or a power cut
/// left them. Used by one thread at a time.
/// </summary>
internal sealed class AudioDownload : IDisposable
{
    /// <summary>What follows the name while it is not whole.</summary>
    public const string Partial = ".part";

    private readonly string _path;
    private readonly DiskAccess _disk;
    private readonly SafeFileHandle _handle;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private AudioDownload(string path, string sha256, DiskAccess disk)
    {
        _path = path;
        Sha256 = sha256;
        _disk = disk;
        _handle = File.OpenHandle(path + Partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>The name that its bytes must bear out.</summary>
    public string Sha256 { get; }

    /// <summary>Bytes that are here.</summary>
    public long Length { get; private set; }

    /// <summary>Opens what is there of it, or begins.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public static AudioDownload Open(string path, string sha256, DiskAccess disk)
    {
        var download = new AudioDownload(path, sha256, disk);
        download.HashWhatIsHere();
        return download;
    }

    /// <summary>Adds what came.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _disk.Write(_handle, bytes, Length);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Whether all that came bears out the name.</summary>
    public bool IsGood() => Convert.ToHexStringLower(_hash.GetCurrentHash()) == Sha256;

    /// <summary>Puts it in its place: on the disk first, so that a name never stands for half of a file.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void MoveIn()
    {
        _disk.Sync(_handle);
        _handle.Dispose();
        _disk.Move(_path + Partial, _path);
        FolderSync.Sync(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Begins again with nothing.</summary>
    public void StartOver()
    {
        RandomAccess.SetLength(_handle, 0);
        _hash.GetHashAndReset();
        Length = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        _hash.Dispose();
    }

    private void HashWhatIsHere()
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = RandomAccess.Read(_handle, buffer, Length)) > 0; Length += read)
        {
            _hash.AppendData(buffer.AsSpan(0, read));
        }
    }
}
